import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pointAwsCliAt } from "../../sandbox/aws-cli.ts";
import { az, findProgram } from "../../sandbox/az-command.ts";
import { pointAzureCliAt } from "../../sandbox/azure-cli.ts";
import { findAwsCli, keysOf } from "../../sandbox/testing/aws.ts";
import { findGcloud, gcloudVariables } from "../../sandbox/testing/gcp.ts";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { discoverConnector } from "../recommendations/discover-connector.ts";
import type { Selection } from "../recommendations/filter.ts";
import { openPortal, type Portal } from "../testing.ts";
import { accessFiles } from "./access-files.ts";
import { previewScript, writeAccess, writeScript } from "./write-script.ts";

const run = promisify(execFile);
vi.setConfig({ testTimeout: 280_000 });

const ALL = ["az", "kubectl", "python3"];
const missing = ALL.filter((name) => !findProgram(name));
if (!findAwsCli()) missing.push("aws");
if (!findGcloud()) missing.push("gcloud");
if (missing.length > 0) {
  process.stderr.write(`Not installed: ${missing.join(", ")}. Scripts are not run.\n`);
}
const testTools = test.skipIf(missing.length > 0);

let portal: Portal;
let olivia: Person;
let folder: string;
let azure: Record<string, string>;
beforeAll(async () => {
  if (missing.length > 0) return;
  portal = await openPortal();
  await portal.sandbox.control("connectors");
  await discoverEstate();
  for (const { id } of await db().connector.findMany()) {
    await discoverConnector({ connectorId: id, refresh: true });
  }
  olivia = await portal.signIn("olivia.owner");
  folder = mkdtempSync(join(tmpdir(), "arc-run-"));
  mkdirSync(join(folder, "bin"));
  // Debian's AWS CLI knows no variable for the endpoint.
  const aws = `#!/bin/sh\nexec ${findAwsCli()} "$@" --endpoint-url "$AWS_ENDPOINT_URL"\n`;
  writeFileSync(join(folder, "bin", "aws"), aws);
  chmodSync(join(folder, "bin", "aws"), 0o755);
  azure = pointAzureCliAt(portal.sandbox, folder);
  const { cliClientId, cliClientSecret, tenantId } = portal.sandbox;
  await az(
    azure,
    "login",
    "--service-principal",
    "-u",
    cliClientId,
    "-p",
    cliClientSecret,
    "--tenant",
    tenantId,
  );
}, 240_000);
afterAll(async () => {
  await portal?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const STAND_INS = ["sandbox/testing/az-extensions", "sandbox/testing"].map((path) => resolve(path));

/** Runs a file with the real tools, as the administrator of the account or the owner of the project. */
function carriedOut(
  program: string,
  words: string[],
  cloud: Record<string, string>,
  home = folder,
) {
  const env = {
    ...process.env,
    ...azure,
    ...cloud,
    HOME: folder,
    PAUSE_SECONDS: "0.5",
    PATH: [join(folder, "bin"), ...STAND_INS, "/usr/bin", process.env.PATH].join(":"),
  };
  return run(program, words, { env, cwd: home }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, said: (stdout + stderr) as string }),
  );
}

/** An unhealthy cluster that is not connected to Azure Arc, by its assessment. */
async function someUnhealthy(recommendationId: RecommendationId) {
  const rows = await db().assessment.findMany({
    where: { recommendationId, status: "unhealthy" },
    orderBy: { clusterName: "asc" },
  });
  for (const row of rows) {
    const cluster = await db().cluster.findUniqueOrThrow({ where: { id: row.clusterId } });
    if (!cluster.connectedId) return { ...row, connectorId: cluster.connectorId ?? "" };
  }
  throw new Error(`No cluster is left that ${recommendationId} could be tried on.`);
}

async function statusOf(recommendationId: RecommendationId, clusterId: string) {
  const row = await db().assessment.findUniqueOrThrow({
    where: { recommendationId_clusterId: { recommendationId, clusterId } },
  });
  return row.status;
}

const CLOUDS = {
  aws: () => pointAwsCliAt(portal.sandbox, keysOf(portal.sandbox)),
  gcp: () => gcloudVariables(portal.sandbox, "nwh-shipping-prod"),
};

for (const [row, cloud, sensor] of [
  ["E11", "aws", "eksDefenderExtension"],
  ["G10, G9", "gcp", "gkeDefenderExtension"],
] as const) {
  testTools(
    `${row}: the downloaded Bash script connects a ${cloud} cluster, installs the extensions, and it is healthy`,
    async () => {
      const { id, clusterId, clusterName, connectorId } = await someUnhealthy(sensor);
      const selection: Selection = { kind: "these", ids: [id] };
      const choice = { recommendationId: sensor, selection, location: "westeurope" };
      const preview = await previewScript(choice, olivia);
      expect(preview).toMatchObject({ total: 1, blocks: [], fault: null });
      expect(preview.clusters[0]).toMatchObject({ name: clusterName, connected: false });
      const { name, text } = await writeScript(
        { ...choice, connectorId, language: "bash", parts: ["policy"] },
        olivia,
      );
      const place = mkdtempSync(join(folder, "script-"));
      writeFileSync(join(place, name), text);

      const first = await carriedOut("bash", [name], CLOUDS[cloud](), place);
      expect(first.said).toContain("Done: 1 changed");
      expect(first.code).toBe(0);
      await portal.sandbox.control("effects", undefined, "DELETE");
      const again = await carriedOut("bash", [name, "--again"], CLOUDS[cloud](), place);
      expect(again.said).toContain("Done: 0 changed, 1 as wanted already");
      expect((await portal.effects()).byResource).toEqual({});

      await discoverEstate();
      expect(await statusOf(sensor, clusterId)).toBe("healthy");
      if (cloud === "gcp") expect(await statusOf("gkePolicyExtension", clusterId)).toBe("healthy");
      const entry = await db().auditEntry.findFirstOrThrow({
        where: { action: "clusters.script", resourceName: name },
      });
      expect(entry).toMatchObject({ actor: "Olivia Owner", outcome: "done" });
    },
  );
}

testTools(
  "E8: the Python script adds the role to aws-auth of a real API with the real tools, and no second time",
  async () => {
    const cluster = await db().cluster.findFirstOrThrow({
      where: { kind: "eks", posture: { path: ["authenticationMode"], equals: "CONFIG_MAP" } },
      orderBy: { name: "asc" },
    });
    const { id, connectorId } = cluster;
    const target = { ...cluster, arcName: "x", id };
    const role = `arn:aws:iam::${id.split(":")[4]}:role/MDCContainersAgentlessDiscoveryK8sRole`;
    const { script, clusters } = accessFiles([target], role);
    const place = mkdtempSync(join(folder, "grant-"));
    for (const { name, text } of [script, clusters]) writeFileSync(join(place, name), text);
    const words = [script.name, "--clusters-file", clusters.name, "--role-arn", role];
    const grant = (...more: string[]) =>
      carriedOut("/usr/bin/python3", [...words, ...more], CLOUDS.aws(), place);
    expect((await grant("--dry-run")).said).toContain("would get the role");
    const first = await grant();
    expect(first.said).toContain("got the role");
    expect(first.code).toBe(0);
    expect((await grant()).said).toContain("has the role already");
    expect(connectorId).not.toBeNull();
  },
);

testTools(
  "E9: what is written for the panel names the connector's own role, for clusters that the person sees",
  async () => {
    const { id, connectorId } = await someUnhealthy("eksAgentlessAccess");
    const selection: Selection = { kind: "these", ids: [id] };
    const recommendationId: RecommendationId = "eksAgentlessAccess";
    const asked = { recommendationId, selection, connectorId };
    const written = await writeAccess(asked, olivia);
    expect(written.eksctl).toContain(`--arn ${written.roleArn} --group system:masters`);
    const nora = await portal.signIn("nora.norights");
    await expect(writeAccess(asked, nora)).rejects.toThrow("None of the selected clusters");
  },
);
