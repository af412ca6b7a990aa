import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./testing.ts";

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, "env.ts");

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
});
afterAll(() => sandbox.stop());

/** What a shell has in a variable after it evaluated what the program printed. */
async function variable(name: string): Promise<string> {
  const script = `eval "$("$1" "$2" --data "$3")" && printf %s "$${name}"`;
  const args = ["-c", script, "sh", process.execPath, PROGRAM, sandbox.dataFolder];
  return (await run("sh", args)).stdout;
}

test("the exports give the Azure CLI a cloud that is the sandbox, and an authority it trusts", async () => {
  const clouds = readFileSync(join(await variable("AZURE_CONFIG_DIR"), "clouds.config"), "utf8");
  expect(clouds).toContain(`endpoint_resource_manager = ${sandbox.url}/`);
  const bundle = readFileSync(await variable("REQUESTS_CA_BUNDLE"), "utf8");
  expect(bundle).toContain(sandbox.ca.trim());
});

test("the exports make the AWS CLI an administrator of the sandbox's first account", async () => {
  const [first] = sandbox.aws.accounts;
  expect(await variable("AWS_ENDPOINT_URL")).toBe(sandbox.awsUrl);
  expect(await variable("AWS_ACCESS_KEY_ID")).toBe(first?.accessKeyId);
  expect(await variable("AWS_SECRET_ACCESS_KEY")).toBe(first?.secretAccessKey);
});

test("the exports make gcloud the owner of the sandbox's first project, and keep it out of the home folder", async () => {
  const [first] = sandbox.gcp.projects;
  expect(await variable("CLOUDSDK_CORE_PROJECT")).toBe(first?.projectId);
  expect(await variable("CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER")).toBe(`${sandbox.gcpUrl}/`);
  const token = readFileSync(await variable("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"), "utf8");
  expect(token).toBe(first?.accessToken);
  expect(await variable("CLOUDSDK_CONFIG")).toContain(sandbox.dataFolder);
});

test("where no sandbox has been started, one sentence says so and nothing is exported", async () => {
  const nowhere = run(process.execPath, [PROGRAM, "--data", join(sandbox.dataFolder, "nowhere")]);
  await expect(nowhere).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^There is no sandbox in .+\n$/),
  });
});
