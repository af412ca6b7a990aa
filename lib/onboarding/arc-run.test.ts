import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pointAwsCliAt } from "../../sandbox/aws-cli.ts";
import { keysOf } from "../../sandbox/testing/aws.ts";
import { gcloudVariables } from "../../sandbox/testing/gcp.ts";
import { type Carry, missingTools, realTools } from "../../sandbox/testing/real-tools.ts";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import type { RecommendationId } from "../recommendations/catalog.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { discoverConnector } from "../recommendations/discover-connector.ts";
import type { Selection } from "../recommendations/filter.ts";
import { openPortal, type Portal } from "../testing.ts";
import { accessFiles } from "./access-files.ts";
import { previewScript, writeAccess, writeScript } from "./write-script.ts";

vi.setConfig({ testTimeout: 280_000 });

const missing = missingTools("aws", "gcp");
if (missing.length > 0) {
  process.stderr.write(`Not installed: ${missing.join(", ")}. Scripts are not run.\n`);
}
const testTools = test.skipIf(missing.length > 0);

let portal: Portal;
let olivia: Person;
let folder: string;
let carriedOut: Carry;
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
  carriedOut = await realTools(portal.sandbox, folder);
}, 240_000);
afterAll(async () => {
  await portal?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

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
      expect(preview.clusters[0]).toMatchObject({
        name: clusterName,
        connected: false,
        connectivity: null,
      });
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
