import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AwsKeys } from "./aws-cli.ts";
import { ask } from "./testing/ask.ts";
import { awsCli, clientOptions, findAwsCli, keysOf } from "./testing/aws.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

const installed = findAwsCli() !== undefined;
if (!installed) process.stderr.write("The AWS CLI is not installed: its tests are skipped.\n");
const testCli = test.skipIf(!installed);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
});
afterAll(() => sandbox.stop());

function sts(credentials: AwsKeys, more: object = {}): STSClient {
  return new STSClient({ ...clientOptions(sandbox, credentials), ...more });
}

const who = (client: STSClient) => client.send(new GetCallerIdentityCommand({}));

test("an administrator's key is told whose it is, in every account", async () => {
  for (const keys of sandbox.aws.accounts) {
    expect(await who(sts(keys))).toMatchObject({
      Account: keys.id,
      Arn: `arn:aws:iam::${keys.id}:user/administrator`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{16}$/),
    });
  }
});

testCli(
  "the real AWS CLI is told the same, and says what is wrong with a wrong secret",
  async () => {
    const keys = keysOf(sandbox);
    const told = await awsCli(sandbox, keys, "sts", "get-caller-identity");
    expect(told).toMatchObject({ Account: keys.id });
    const wrong = { ...keys, secretAccessKey: "not-the-secret" };
    await expect(awsCli(sandbox, wrong, "sts", "get-caller-identity")).rejects.toThrow(
      /\(SignatureDoesNotMatch\).*The request signature we calculated does not match/,
    );
  },
);

test("an unknown key, a wrong secret and a made-up session are refused, each in its own code", async () => {
  const keys = keysOf(sandbox);
  const unknown = { ...keys, accessKeyId: "AKIAAAAAAAAAAAAAAAAA" };
  await expect(who(sts(unknown))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  const wrong = { ...keys, secretAccessKey: "not-the-secret" };
  await expect(who(sts(wrong))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  const session = { ...keys, sessionToken: "bm90LW91cnM.bm90LW91cnM" };
  await expect(who(sts(session))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
});

test("a request signed by a clock that is six minutes off is refused", async () => {
  const off = (minutes: number) => ({ systemClockOffset: minutes * 60_000, maxAttempts: 1 });
  await expect(who(sts(keysOf(sandbox), off(-6)))).rejects.toThrow(/Signature expired/);
  await expect(who(sts(keysOf(sandbox), off(6)))).rejects.toThrow(/Signature not yet current/);
  expect(await who(sts(keysOf(sandbox), off(4)))).toMatchObject({ Account: keysOf(sandbox).id });
});

test("a request without a signature, and one for a service that isn't there, are refused in words", async () => {
  const unsigned = await ask(sandbox.awsUrl, {
    method: "POST",
    form: { Action: "GetCallerIdentity", Version: "2011-06-15" },
  });
  expect(unsigned.status).toBe(403);
  expect(unsigned.body).toContain("<Code>MissingAuthenticationToken</Code>");
  const eks = await ask(`${sandbox.awsUrl}/clusters`);
  expect(eks.headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
});

test("too many calls are throttled, the SDK waits and goes on, and the sandbox counts them", async () => {
  await sandbox.control("effects", undefined, "DELETE");
  await sandbox.control("settings", { awsQuota: { burst: 3, perSecond: 2 } });
  const client = sts(keysOf(sandbox), { maxAttempts: 8 });
  const answers = await Promise.all(Array.from({ length: 8 }, () => who(client)));
  expect(answers).toHaveLength(8);
  const counted = await sandbox.control("effects", undefined, "GET");
  expect(counted).toMatchObject({ throttledCalls: { aws: expect.any(Number) } });
  const requests = (await sandbox.control("requests?limit=50", undefined, "GET")) as object[];
  expect(requests).toContainEqual(
    expect.objectContaining({
      cloud: "aws",
      service: "sts",
      operation: "GetCallerIdentity",
      region: "eu-west-1",
      status: 400,
      code: "Throttling",
    }),
  );
  await sandbox.control("settings", { awsQuota: "documented" });
});

test("a fault hits the operation of AWS that it names, and no other cloud", async () => {
  const match = { cloud: "aws", operation: "GetCallerIdentity" };
  await sandbox.control("faults", { match, fault: { kind: "status", status: 503 }, times: 1 });
  expect((await sandbox.arm("GET", "/subscriptions?api-version=2022-12-01")).status).toBe(200);
  const once = sts(keysOf(sandbox), { maxAttempts: 1 });
  await expect(who(once)).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  await sandbox.control("faults", { match, fault: { kind: "reset" }, times: 1 });
  await expect(who(once)).rejects.toThrow();
  expect(await who(once)).toMatchObject({ Account: keysOf(sandbox).id });
});
