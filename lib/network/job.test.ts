import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { checkScript, JOB_NAME, type JobSpec, jobManifest } from "./job.ts";
import { readReport } from "./report.ts";
import {
  closedPort,
  connectProxy,
  type TestAuthority,
  type TestServer,
  testAuthority,
  tlsServer,
} from "./testing.ts";

const WORKSPACE = "0f6e2a52-5a7f-4c0e-8a5d-3d1f6f3b9c11";
const SPEC: JobSpec = { cloud: "public", type: "aks", region: "westeurope", workspace: WORKSPACE };
const HOSTS = {
  "sensor-defender.public": "api.cloud.defender.microsoft.com",
  "sensor-ods.public": `${WORKSPACE}.ods.opinsights.azure.com`,
  "sensor-oms.public": `${WORKSPACE}.oms.opinsights.azure.com`,
  "sensor-login.public": "login.microsoftonline.com",
  "policy-data.public": "data.policy.core.windows.net",
  "policy-store.public": "store.policy.core.windows.net",
  "policy-telemetry.public": "dc.services.visualstudio.com",
};

/** The proxy of who runs the tests is none of theirs. */
const NO_PROXY = { HTTPS_PROXY: "", https_proxy: "", NO_PROXY: "", no_proxy: "" };

const has = (tool: string) => spawnSync(tool, ["--version"]).status === 0;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "network-job-"));

let authority: TestAuthority;
let server: TestServer;
beforeAll(async () => {
  authority = await testAuthority();
  server = await tlsServer(await authority.issue(...Object.values(HOSTS)));
  writeFileSync(join(folder, "ca.pem"), authority.pem);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the Job's script under a shell; what a cluster's network does is told to curl by its own settings file. */
async function runScript(shell: string, leads: string[], env: Record<string, string> = {}) {
  const settings = [
    `cacert = "${join(folder, "ca.pem")}"`,
    ...leads.map((lead) => `connect-to = "${lead}"`),
  ];
  writeFileSync(join(folder, ".curlrc"), settings.join("\n"));
  const { stdout } = await run(shell, ["-c", checkScript(SPEC)], {
    env: { ...process.env, ...NO_PROXY, CURL_HOME: folder, ...env },
  });
  const report = readReport(stdout);
  return Object.fromEntries(report.results.map((result) => [result.id, result]));
}

test("S3: the Job's manifest is YAML whose script is the script, word for word", () => {
  const job = parse(jobManifest(SPEC)) as {
    kind: string;
    metadata: { name: string };
    spec: {
      template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } };
    };
  };
  expect([job.kind, job.metadata.name]).toEqual(["Job", JOB_NAME]);
  const { containers, ...pod } = job.spec.template.spec;
  expect(pod).toMatchObject({ restartPolicy: "Never", automountServiceAccountToken: false });
  expect(containers).toHaveLength(1);
  expect(containers[0]).toMatchObject({
    image: expect.stringMatching(/^mcr\.microsoft\.com\/.+:\d/),
    command: ["/bin/sh", "-c"],
    args: [checkScript(SPEC)],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
  });
});

test.skipIf(!has("shellcheck"))("shellcheck finds nothing in the Job's script", () => {
  for (const type of ["aks", "arc"] as const) {
    const checked = spawnSync("shellcheck", ["--shell=sh", "-"], {
      input: checkScript({ ...SPEC, type }),
      encoding: "utf8",
    });
    expect(checked.stdout).toBe("");
    expect(checked.status).toBe(0);
  }
});

for (const shell of ["sh", "bash"]) {
  test.skipIf(!has("curl"))(
    `S3: under ${shell} the Job's script tells what a cluster can and can't reach`,
    async () => {
      await using other = await tlsServer(await authority.issue("proxy.corp.example"));
      const found = await runScript(shell, [
        `${HOSTS["sensor-login.public"]}:443:127.0.0.1:${other.port}`,
        `${HOSTS["policy-data.public"]}:443:127.0.0.1:${await closedPort()}`,
        `${HOSTS["policy-store.public"]}:443:nowhere.invalid:443`,
        `:443:127.0.0.1:${server.port}`,
      ]);
      expect(Object.keys(found).sort()).toEqual(Object.keys(HOSTS).sort());
      for (const [id, host] of Object.entries(HOSTS)) expect(found[id]?.host).toBe(host);
      expect(found["sensor-ods.public"]).toMatchObject({
        via: "direct",
        addresses: ["127.0.0.1"],
        resolved: true,
        connected: true,
        tls: true,
        problem: null,
      });
      expect(found["sensor-login.public"]).toMatchObject({ connected: true, tls: false });
      expect(found["sensor-login.public"]?.problem).toContain("certificate");
      expect(found["policy-data.public"]).toMatchObject({ connected: false, tls: null });
      expect(found["policy-store.public"]).toMatchObject({ resolved: false, connected: null });
    },
  );
}

test.skipIf(!has("curl"))(
  "S3: the Job's script goes through the proxy that its pod is told of",
  async () => {
    await using proxy = await connectProxy(server.port, ({ url }) =>
      url?.startsWith("login.") ? 403 : 200,
    );
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const found = await runScript("sh", [], env);
    expect(found["sensor-defender.public"]).toMatchObject({
      via: "proxy",
      addresses: [],
      resolved: null,
      tls: true,
      problem: null,
    });
    expect(found["sensor-login.public"]).toMatchObject({ via: "proxy", connected: false });
    expect(found["sensor-login.public"]?.problem).toContain("403");
    expect(proxy.asked.toSorted()).toEqual(
      Object.values(HOSTS)
        .map((host) => `${host}:443`)
        .sort(),
    );
  },
);
