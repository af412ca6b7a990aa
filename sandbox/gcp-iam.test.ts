import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { findGcloud, gcloud, google, projectOf } from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LAB = "nwh-sandbox-lab";
const PROD = "nwh-shipping-prod";
const PROJECT = `/v1/projects/${LAB}`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
});
afterAll(() => sandbox?.stop());
beforeEach(() => sandbox.control("seed", { clusters: 0 }));

const asked = (method: string, path: string, body?: unknown, token?: string) =>
  google(sandbox, method, path, { body, ...(token !== undefined && { token }) });

async function done(method: string, path: string, body?: unknown) {
  const answer = await asked(method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

async function refused(method: string, path: string, body?: unknown): Promise<string> {
  const answer = await asked(method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeGreaterThanOrEqual(400);
  return `${answer.body.error.code} ${answer.body.error.status}: ${answer.body.error.message}`;
}

async function policyWith(...bindings: object[]) {
  const policy = await done("POST", `${PROJECT}:getIamPolicy`, {});
  return { policy: { ...policy, bindings: [...policy.bindings, ...bindings] } };
}

const account = (id = "breakwater-portal") => `${id}@${LAB}.iam.gserviceaccount.com`;

/** A token of a service account, by way of what the owner of a project may do. */
async function tokenOf(email: string): Promise<string> {
  await done("POST", `${PROJECT}/services/iamcredentials.googleapis.com:enable`, {});
  const path = `${PROJECT}/serviceAccounts/${email}:generateAccessToken`;
  return (await done("POST", path, { scope: ["any"] })).accessToken;
}

test("a project is found by its id and by its number, under both versions of the API", async () => {
  const { projectNumber, accessToken } = projectOf(sandbox, LAB);
  expect(await done("GET", PROJECT)).toMatchObject({ projectId: LAB, projectNumber });
  const byNumber = await asked("GET", `/v3/projects/${projectNumber}`, undefined, accessToken);
  expect(byNumber.body).toMatchObject({ name: `projects/${projectNumber}`, projectId: LAB });
});

test("the owner of one project is refused another one, in the words for one that isn't there", async () => {
  const { accessToken } = projectOf(sandbox, LAB);
  const foreign = await asked("GET", `/v1/projects/${PROD}`, undefined, accessToken);
  const absent = await asked("GET", "/v1/projects/nwh-nowhere", undefined, accessToken);
  for (const { status, body } of [foreign, absent]) {
    expect(status).toBe(403);
    expect(body.error.message).toMatch(/^Permission 'resourcemanager.projects.get' denied/);
  }
});

test("who shows no token, or one that nobody gave, is not let in", async () => {
  expect(await asked("GET", PROJECT, undefined, "ya29.nothing.real")).toMatchObject({
    status: 401,
    body: { error: { status: "UNAUTHENTICATED" } },
  });
});

test("a policy that somebody else has changed meanwhile is not overwritten", async () => {
  await done("POST", `${PROJECT}/serviceAccounts`, { accountId: "breakwater-portal" });
  const member = `serviceAccount:${account()}`;
  const mine = await policyWith({ role: "roles/container.viewer", members: [member] });
  const theirs = await policyWith({ role: "roles/logging.viewer", members: [member] });
  await done("POST", `${PROJECT}:setIamPolicy`, theirs);
  expect(await refused("POST", `${PROJECT}:setIamPolicy`, mine)).toMatch(
    /^409 ABORTED: There were concurrent policy changes/,
  );
});

test("testIamPermissions answers what roles really give, custom ones included, and no more", async () => {
  await done("POST", `${PROJECT}/serviceAccounts`, { accountId: "breakwater-portal" });
  await done("POST", `${PROJECT}/roles`, {
    roleId: "BreakwaterContainersRole",
    role: { title: "Breakwater", includedPermissions: ["container.clusters.update"], stage: "GA" },
  });
  const member = `serviceAccount:${account()}`;
  const roles = ["roles/container.viewer", `projects/${LAB}/roles/BreakwaterContainersRole`];
  const bindings = roles.map((role) => ({ role, members: [member] }));
  await done("POST", `${PROJECT}:setIamPolicy`, await policyWith(...bindings));
  const token = await tokenOf(account());
  const permissions = [
    "container.clusters.list",
    "container.clusters.update",
    "container.secrets.list",
    "logging.sinks.create",
  ];
  const held = async () =>
    (await asked("POST", `${PROJECT}:testIamPermissions`, { permissions }, token)).body;
  expect(await held()).toEqual({
    permissions: ["container.clusters.list", "container.clusters.update"],
  });
  await done("DELETE", `${PROJECT}/roles/BreakwaterContainersRole`);
  expect(await held()).toEqual({ permissions: ["container.clusters.list"] });
  await done("DELETE", `${PROJECT}/serviceAccounts/${account()}`);
  expect(await held()).toEqual({});
});

test.each([
  ["roles/container.viewr", "user:olivia@northwind.example", /Role .+viewr is not supported/],
  ["roles/container.viewer", `serviceAccount:${account("nobody-here")}`, /does not exist/],
  ["roles/container.viewer", "olivia@northwind.example", /must be of the form/],
  [
    "roles/iam.workloadIdentityUser",
    "principal://iam.googleapis.com/projects/104857600002/locations/global/workloadIdentityPools/missing/subject/x",
    /Identity Pool does not exist/,
  ],
])("a binding of %s to %s is refused in words", async (role, member, words) => {
  const policy = await policyWith({ role, members: [member] });
  expect(await refused("POST", `${PROJECT}:setIamPolicy`, policy)).toMatch(words);
});

test("a deleted custom role keeps its name until it is undeleted", async () => {
  const roleId = "BreakwaterContainersRole";
  const role = { includedPermissions: ["container.clusters.update"] };
  await done("POST", `${PROJECT}/roles`, { roleId, role });
  expect(await refused("POST", `${PROJECT}/roles`, { roleId, role })).toMatch(
    /^409 ALREADY_EXISTS: A role named BreakwaterContainersRole/,
  );
  await done("DELETE", `${PROJECT}/roles/${roleId}`);
  expect(await refused("POST", `${PROJECT}/roles`, { roleId, role })).toMatch(
    /^400 FAILED_PRECONDITION: .+marked for deletion/,
  );
  await done("POST", `${PROJECT}/roles/${roleId}:undelete`, {});
  expect(await done("GET", `${PROJECT}/roles/${roleId}`)).not.toHaveProperty("deleted");
});

test("a custom role can't hold what isn't a permission, or not one of projects", async () => {
  for (const permission of ["container.clusters.fly", "resourcemanager.projects.list"]) {
    const role = { includedPermissions: [permission] };
    expect(await refused("POST", `${PROJECT}/roles`, { roleId: "wrong", role })).toBe(
      `400 INVALID_ARGUMENT: Permission ${permission} is not valid.`,
    );
  }
});

test("a role that is given for the organisation counts in each of its projects", async () => {
  const { accessToken } = projectOf(sandbox, PROD);
  const organization = "/v1/organizations/558899001122";
  const administrator = (method: string, path: string, body?: unknown) =>
    asked(method, path, body, accessToken);
  await done("POST", `${PROJECT}/serviceAccounts`, { accountId: "breakwater-portal" });
  const role = {
    includedPermissions: ["container.clusters.list", "resourcemanager.organizations.get"],
  };
  const made = await administrator("POST", `${organization}/roles`, { roleId: "Wide", role });
  expect(made.body.name).toBe("organizations/558899001122/roles/Wide");
  const { body: policy } = await administrator("POST", `${organization}:getIamPolicy`, {});
  const given = { role: made.body.name, members: [`serviceAccount:${account()}`] };
  const bindings = [...policy.bindings, given];
  await administrator("POST", `${organization}:setIamPolicy`, { policy: { ...policy, bindings } });
  const token = await tokenOf(account());
  for (const projectId of [LAB, PROD]) {
    const path = `/v1/projects/${projectId}/locations/-/clusters`;
    expect((await asked("GET", path, undefined, token)).status).toBe(200);
  }
  const { accessToken: other } = projectOf(sandbox, LAB);
  const refusal = await asked("POST", `${organization}:getIamPolicy`, {}, other);
  expect(refusal.status).toBe(403);
});

test("a pool is made by an operation that can be asked for until it is done", async () => {
  const pools = `${PROJECT}/locations/global/workloadIdentityPools`;
  const begun = await done("POST", `${pools}?workloadIdentityPoolId=breakwater`, {});
  expect(begun).not.toHaveProperty("done");
  await sandbox.control("clock", { advanceSeconds: 2 });
  const { accessToken } = projectOf(sandbox, LAB);
  const { body } = await asked("GET", `/v1/${begun.name}`, undefined, accessToken);
  expect(body).toMatchObject({ done: true, response: { state: "ACTIVE" } });
  expect(await refused("POST", `${pools}?workloadIdentityPoolId=breakwater`, {})).toMatch(/^409/);
});

test("a topic has a policy of its own, which gives nothing on other topics", async () => {
  await done("POST", `${PROJECT}/serviceAccounts`, { accountId: "streams-reader" });
  for (const name of ["one-topic", "other-topic"])
    await done("PUT", `${PROJECT}/topics/${name}`, {});
  const member = `serviceAccount:${account("streams-reader")}`;
  const bindings = [{ role: "roles/pubsub.viewer", members: [member] }];
  await done("POST", `${PROJECT}/topics/one-topic:setIamPolicy`, { policy: { bindings } });
  const token = await tokenOf(account("streams-reader"));
  const get = (name: string) => asked("GET", `${PROJECT}/topics/${name}`, undefined, token);
  expect((await get("one-topic")).status).toBe(200);
  expect((await get("other-topic")).status).toBe(403);
});

const installed = findGcloud() !== undefined;
if (!installed) process.stderr.write("gcloud is not installed: its tests are skipped.\n");

test.skipIf(!installed)(
  "the real gcloud makes what audit logs need: a topic, a subscription and a sink that may write",
  async () => {
    const run = (...args: string[]) => gcloud(sandbox, LAB, ...args);
    const topic = "MicrosoftDefender-topic";
    await run("pubsub", "topics", "create", topic);
    await run("pubsub", "subscriptions", "create", "MicrosoftDefender-sub", `--topic=${topic}`);
    await run(
      ...["logging", "sinks", "create", "MicrosoftDefender-sink"],
      ...[`pubsub.googleapis.com/projects/${LAB}/topics/${topic}`, '--log-filter=logName="x"'],
    );
    const sink = (await run("logging", "sinks", "describe", "MicrosoftDefender-sink")) as {
      writerIdentity: string;
    };
    await run(
      ...["pubsub", "topics", "add-iam-policy-binding", topic],
      ...[`--member=${sink.writerIdentity}`, "--role=roles/pubsub.publisher"],
    );
    expect(await run("pubsub", "topics", "get-iam-policy", topic)).toMatchObject({
      bindings: [{ role: "roles/pubsub.publisher", members: [sink.writerIdentity] }],
    });
  },
);
