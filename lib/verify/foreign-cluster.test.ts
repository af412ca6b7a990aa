import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pointAwsCliAt } from "../../sandbox/aws-cli.ts";
import { findProgram } from "../../sandbox/az-command.ts";
import { findAwsCli, keysOf } from "../../sandbox/testing/aws.ts";
import { gcloudVariables } from "../../sandbox/testing/gcp.ts";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { discoverConnector } from "../recommendations/discover-connector.ts";
import { openPortal, type Portal } from "../testing.ts";
import { foreignCommands } from "./commands.ts";
import { isForeign, twinOf } from "./foreign-cluster.ts";
import { clusterToVerify, verifyCluster } from "./verify-cluster.ts";

const run = promisify(execFile);
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A test by tools that may not be here; then it skips itself, and says so. */
function testBy(...programs: string[]) {
  const missing = ["kubectl", ...programs].filter((name) => !findProgram(name));
  if (missing.length > 0) process.stderr.write(`Not installed: ${missing.join(", ")}.\n`);
  return test.skipIf(missing.length > 0);
}

let portal: Portal;
let olivia: Person;
let folder: string;
beforeAll(async () => {
  portal = await openPortal();
  await portal.sandbox.control("connectors");
  await discoverEstate();
  for (const { id } of await db().connector.findMany()) {
    await discoverConnector({ connectorId: id, refresh: true });
  }
  olivia = await portal.signIn("olivia.owner");
  folder = mkdtempSync(join(tmpdir(), "foreign-"));
});
afterAll(async () => {
  await portal?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A cluster of another cloud, as its page has it. */
async function foreign(name: string) {
  const { id } = await db().cluster.findFirstOrThrow({ where: { name, kind: { not: "arc" } } });
  const cluster = await clusterToVerify(olivia, id);
  if (!(cluster && isForeign(cluster))) throw new Error(`${name} is not of another cloud.`);
  return cluster;
}

test("E11, G10: a cluster of another cloud is verified as the Arc-enabled cluster that it is connected as, where the person sees that", async () => {
  const connected = await db().cluster.findMany({
    where: { kind: { in: ["eks", "gke"] }, connectedId: { not: null } },
  });
  expect(new Set(connected.map(({ kind }) => kind))).toEqual(new Set(["eks", "gke"]));
  for (const { id, connectedId } of connected) {
    expect(await verifyCluster(olivia, id)).toBeNull();
    const twin = await twinOf(olivia, id);
    expect(twin).toMatchObject({ id: connectedId });
    const verified = await verifyCluster(olivia, connectedId ?? "");
    expect(verified?.cluster.kind).toBe("arc");
  }
  const [first] = connected;
  await db().visibleScope.deleteMany({ where: { personId: olivia.id } });
  expect(await twinOf(olivia, first?.id ?? "")).toBe("hidden");
  olivia = await portal.signIn("olivia.owner");
});

test("a cluster that is not connected to Azure Arc has nothing that could be verified in its place", async () => {
  const alone = await db().cluster.findFirstOrThrow({
    where: { kind: { in: ["eks", "gke"] }, connectedId: null },
  });
  expect(await twinOf(olivia, alone.id)).toBeNull();
});

/** The commands of a cluster, run by Bash one after the other as one session. */
async function carriedOut(name: string, cloud: Record<string, string>) {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  // Debian's AWS CLI knows no variable for the endpoint.
  const aws = `#!/bin/sh\nexec ${findAwsCli()} "$@" --endpoint-url "$AWS_ENDPOINT_URL"\n`;
  writeFileSync(join(bin, "aws"), aws);
  chmodSync(join(bin, "aws"), 0o755);
  const env = {
    ...process.env,
    ...cloud,
    HOME: folder,
    KUBECONFIG: join(folder, name),
    PATH: [bin, resolve("sandbox/testing"), process.env.PATH].join(":"),
  };
  const commands = foreignCommands(await foreign(name));
  return run("bash", ["-e", "-c", commands.map(({ code }) => code).join("\n")], { env });
}

const NO_ALERT_YET = "No resources found in asc-alerttest-662jfi039n namespace.";

testBy("aws")(
  "S9, E15: on an EKS cluster the commands of its page simulate the alert with the real AWS CLI and kubectl",
  async () => {
    const keys = keysOf(portal.sandbox);
    const { stderr } = await carriedOut(
      "eks-tracking-prod-euw1",
      pointAwsCliAt(portal.sandbox, keys),
    );
    expect(stderr).toContain(NO_ALERT_YET);
  },
);

testBy("gcloud")(
  "S9, G14: on a GKE cluster the commands of its page simulate the alert with the real gcloud and kubectl",
  async () => {
    const owner = gcloudVariables(portal.sandbox, "nwh-shipping-prod");
    const { stderr } = await carriedOut("gke-ship-manifests", owner);
    expect(stderr).toContain(NO_ALERT_YET);
  },
);
