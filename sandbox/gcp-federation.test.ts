import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ask } from "./testing/ask.ts";
import {
  containerClient,
  federatedClient,
  findGcloud,
  gcloud,
  google,
  projectOf,
} from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LAB = "nwh-sandbox-lab";
const PORTAL = "bbbbbbbb-0000-4000-8000-000000000001";
const POOL = `/v1/projects/${LAB}/locations/global/workloadIdentityPools`;
const ACCOUNT = `breakwater-portal@${LAB}.iam.gserviceaccount.com`;
const SUBJECT_TYPE = "urn:ietf:params:oauth:token-type:jwt";

let sandbox: Sandbox;
let issuer: string;
let audience: string;
let pool: string;
let number: string;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  number = projectOf(sandbox, LAB).projectNumber;
  issuer = `${sandbox.url}/${sandbox.tenantId}/v2.0`;
  audience = `api://${sandbox.clientId}`;
  pool = `iam.googleapis.com/projects/${number}/locations/global/workloadIdentityPools/breakwater`;
});
afterAll(() => sandbox?.stop());
beforeEach(() => sandbox.control("seed", { clusters: 0 }));

/** What the wizard's script makes, by the calls that gcloud makes for it. */
async function prepare(changes: { audience?: string; issuer?: string } = {}): Promise<void> {
  const services = ["iamcredentials", "sts"].map((name) => `${name}.googleapis.com`);
  await owner("POST", `/v1/projects/${LAB}/services:batchEnable`, { serviceIds: services });
  await owner("POST", `${POOL}?workloadIdentityPoolId=breakwater`, {});
  await owner("POST", `${POOL}/breakwater/providers?workloadIdentityPoolProviderId=breakwater`, {
    attributeMapping: { "google.subject": "assertion.sub" },
    oidc: {
      issuerUri: changes.issuer ?? issuer,
      allowedAudiences: [changes.audience ?? audience],
    },
  });
  await owner("POST", `/v1/projects/${LAB}/serviceAccounts`, { accountId: "breakwater-portal" });
  await bind(`/v1/projects/${LAB}`, "roles/container.viewer", `serviceAccount:${ACCOUNT}`);
}

/** Lets the portal be the service account. */
const letIn = () =>
  bind(
    `/v1/projects/${LAB}/serviceAccounts/${ACCOUNT}`,
    "roles/iam.workloadIdentityUser",
    `principal://${pool}/subject/${PORTAL}`,
  );

async function owner(method: string, path: string, body?: unknown) {
  const answer = await google(sandbox, method, path, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

async function bind(resource: string, role: string, member: string): Promise<void> {
  const policy = await owner("POST", `${resource}:getIamPolicy`, {});
  const bindings = [...(policy.bindings ?? []), { role, members: [member] }];
  await owner("POST", `${resource}:setIamPolicy`, { policy: { ...policy, bindings } });
}

const portal = async () =>
  federatedClient(sandbox, {
    audience: `//${pool}/providers/breakwater`,
    serviceAccount: ACCOUNT,
    token: await sandbox.federationToken(),
  });

async function clustersSeen(): Promise<string[]> {
  const { token } = await (await portal()).getAccessToken();
  const client = containerClient(sandbox, token ?? "");
  const parent = `projects/${LAB}/locations/-`;
  const { data } = await client.projects.locations.clusters.list({ parent });
  return (data.clusters ?? []).map(({ name }) => name ?? "");
}

/** What the Security Token Service says to a token. */
async function exchanged(form: Record<string, string> = {}) {
  return ask(`${sandbox.gcpUrl}/v1/token`, {
    method: "POST",
    form: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience: `//${pool}/providers/breakwater`,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token_type: SUBJECT_TYPE,
      subject_token: await sandbox.federationToken(),
      ...form,
    },
  });
}

const installed = findGcloud() !== undefined;
if (!installed) process.stderr.write("gcloud is not installed: its tests are skipped.\n");

test.skipIf(!installed)(
  "what real gcloud commands make lets the portal in by its token of Entra ID",
  async () => {
    const run = (...args: string[]) => gcloud(sandbox, LAB, ...args);
    const global = ["--location=global", "--project", LAB];
    await run("services", "enable", "iamcredentials.googleapis.com", "sts.googleapis.com");
    await run("iam", "workload-identity-pools", "create", "breakwater", ...global);
    await run(
      ...["iam", "workload-identity-pools", "providers", "create-oidc", "breakwater", ...global],
      ...["--workload-identity-pool=breakwater", `--issuer-uri=${issuer}`],
      ...[`--allowed-audiences=${audience}`, "--attribute-mapping=google.subject=assertion.sub"],
    );
    await run("iam", "service-accounts", "create", "breakwater-portal");
    await run(
      ...["iam", "roles", "create", "BreakwaterContainersRole", `--project=${LAB}`],
      "--permissions=container.clusters.list,container.clusters.get",
    );
    await run(
      ...["projects", "add-iam-policy-binding", LAB, "--condition=None"],
      ...[`--member=serviceAccount:${ACCOUNT}`],
      `--role=projects/${LAB}/roles/BreakwaterContainersRole`,
    );
    await run(
      ...["iam", "service-accounts", "add-iam-policy-binding", ACCOUNT],
      "--role=roles/iam.workloadIdentityUser",
      `--member=principal://${pool}/subject/${PORTAL}`,
    );
    expect(await clustersSeen()).toEqual(
      expect.arrayContaining(["gke-lab-scratch", "gke-lab-closed"]),
    );
  },
);

test("Google's own client exchanges the token, becomes the service account and lists clusters", async () => {
  await prepare();
  await letIn();
  expect(await clustersSeen()).toHaveLength(3);
});

test("where the estate begins with connectors, the portal is let into production already", async () => {
  const connected = await startSandbox({ clusters: 0, connectors: true });
  try {
    const prod = "nwh-shipping-prod";
    const { projectNumber } = projectOf(connected, prod);
    const client = federatedClient(connected, {
      audience: `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/breakwater/providers/breakwater`,
      serviceAccount: `breakwater-portal@${prod}.iam.gserviceaccount.com`,
      token: await connected.federationToken(),
    });
    const { token } = await client.getAccessToken();
    const { clusters } = containerClient(connected, token ?? "").projects.locations;
    const { data } = await clusters.list({ parent: `projects/${prod}/locations/-` });
    expect(data.clusters).toHaveLength(5);
  } finally {
    await connected.stop();
  }
});

test("without the binding on the service account, the refusal names the permission", async () => {
  await prepare();
  await expect(clustersSeen()).rejects.toMatchObject({
    message: expect.stringContaining("'iam.serviceAccounts.getAccessToken' denied"),
    status: 403,
  });
});

test("a service account without a role in the project is refused the list, in words", async () => {
  await prepare();
  await letIn();
  const policy = await owner("POST", `/v1/projects/${LAB}:getIamPolicy`, {});
  const bindings = policy.bindings.filter(({ role }: { role: string }) => role === "roles/owner");
  await owner("POST", `/v1/projects/${LAB}:setIamPolicy`, { policy: { ...policy, bindings } });
  await expect(clustersSeen()).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining('Required "container.clusters.list" permission(s)'),
  });
});

test("a token for another audience is refused, and the refusal says which audience it has", async () => {
  await prepare({ audience: "api://somebody-else" });
  const { status, body } = await exchanged();
  expect(status).toBe(400);
  expect(body).toEqual({
    error: "invalid_grant",
    error_description: expect.stringContaining(`The audience in ID Token [${audience}]`),
  });
});

test("a token of another issuer is refused, also where its tenant has the same id", async () => {
  await prepare();
  const other = await startSandbox({ clusters: 0 });
  try {
    const { body } = await exchanged({ subject_token: await other.federationToken() });
    expect(body).toMatchObject({
      error: "invalid_grant",
      error_description: expect.stringMatching(/^The issuer in ID Token .+ does not match/),
    });
  } finally {
    await other.stop();
  }
});

test("a token whose content was changed is refused by its signature", async () => {
  await prepare();
  const [head, payload = "", signature] = (await sandbox.federationToken()).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: "somebody" })).toString("base64url");
  const { body } = await exchanged({ subject_token: `${head}.${forged}.${signature}` });
  expect(body).toMatchObject({
    error: "invalid_grant",
    error_description: expect.stringContaining("Unable to verify the ID Token signature"),
  });
});

test("a pool or provider that is missing, disabled or deleted is no target", async () => {
  expect((await exchanged()).body.error).toBe("invalid_target");
  await prepare();
  expect((await exchanged()).status).toBe(200);
  await owner("PATCH", `${POOL}/breakwater?updateMask=disabled`, { disabled: true });
  expect((await exchanged()).body.error).toBe("invalid_target");
  await owner("PATCH", `${POOL}/breakwater?updateMask=disabled`, { disabled: false });
  await owner("DELETE", `${POOL}/breakwater/providers/breakwater`);
  expect((await exchanged()).body.error).toBe("invalid_target");
  await owner("POST", `${POOL}/breakwater/providers/breakwater:undelete`);
  expect((await exchanged()).status).toBe(200);
});

test("a federated token is no good any more after an hour by the sandbox's clock", async () => {
  await prepare();
  await letIn();
  const { access_token: token, expires_in: seconds } = (await exchanged()).body;
  const path = `/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`;
  const body = { scope: ["https://www.googleapis.com/auth/cloud-platform"], lifetime: "300s" };
  const given = await google(sandbox, "POST", path, { token, body });
  expect(given).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } });
  await sandbox.control("clock", { advanceSeconds: seconds + 1 });
  const { status, body: late } = await google(sandbox, "POST", path, { token, body });
  expect(status).toBe(401);
  expect(late.error).toMatchObject({ status: "UNAUTHENTICATED" });
});

test("while its service is not enabled, a call is refused with the address to enable it at", async () => {
  await owner("POST", `/v1/projects/${LAB}/serviceAccounts`, { accountId: "breakwater-portal" });
  const path = `/v1/projects/${LAB}/serviceAccounts/${ACCOUNT}:generateAccessToken`;
  const { status, body } = await google(sandbox, "POST", path, { body: { scope: ["x"] } });
  expect(status).toBe(403);
  expect(body.error.message).toContain("iamcredentials.googleapis.com/overview");
  expect(body.error.details[0]).toMatchObject({ reason: "SERVICE_DISABLED" });
});
