import { expect, test } from "vitest";
import { type CloudId, SOURCES } from "./catalog.ts";
import { ARC_ENDPOINTS } from "./catalog-arc.ts";
import { networkFilterOf } from "./filter.ts";
import { endpointsOf, endpointWith, neededBy, probeOf, regionsOf } from "./model.ts";

const WORKSPACE = "0f6e2a52-5a7f-4c0e-8a5d-3d1f6f3b9c11";
const clouds: CloudId[] = ["public", "government", "china"];

test("S3: the article's table is there for all three clouds, on port 443", () => {
  const listed = clouds.map((cloud) =>
    endpointsOf(cloud, "aks")
      .filter(({ row }) => row.article)
      .map(({ host, port }) => `${host}:${port}`),
  );
  expect(listed).toEqual([
    [
      "*.ods.opinsights.azure.com:443",
      "*.oms.opinsights.azure.com:443",
      "login.microsoftonline.com:443",
    ],
    [
      "*.ods.opinsights.azure.us:443",
      "*.oms.opinsights.azure.us:443",
      "login.microsoftonline.us:443",
    ],
    [
      "*.ods.opinsights.azure.cn:443",
      "*.oms.opinsights.azure.cn:443",
      "login.chinacloudapi.cn:443",
    ],
  ]);
});

test("S3: today's requirement stands beside the article's, with its date, and only where it applies", () => {
  const today = endpointsOf("public", "aks").find(({ row }) => row.id === "sensor-defender");
  expect(today).toMatchObject({
    host: "*.cloud.defender.microsoft.com",
    port: 443,
    today: "needed",
  });
  expect(SOURCES[today?.source ?? "article"].date).toBe("2025-10-23");
  expect(endpointWith("sensor-ods.public")?.today).toBe("older");
  for (const cloud of ["government", "china"] as const) {
    expect(endpointsOf(cloud, "aks").map(({ row }) => row.id)).not.toContain("sensor-defender");
    expect(endpointWith(`sensor-ods.${cloud}`)?.today).toBe("notApplicable");
  }
});

test("S4: Arc's own endpoints are asked of Arc, EKS and GKE clusters, and not of AKS", () => {
  for (const type of ["arc", "eks", "gke"] as const) {
    const ids = new Set(endpointsOf("public", type).map(({ row }) => row.id));
    expect(ARC_ENDPOINTS.filter(({ hosts }) => hosts.public).every(({ id }) => ids.has(id))).toBe(
      true,
    );
    expect(ids).toContain("sensor-defender");
  }
  expect(endpointsOf("public", "aks").filter(({ row }) => row.part === "arc")).toEqual([]);
});

test("S4: cluster connect with Entra sign-in takes port 8084, and nothing else does", () => {
  const other = clouds
    .flatMap((cloud) => endpointsOf(cloud, "arc"))
    .filter(({ port }) => port !== 443);
  expect(other.map(({ host, port }) => `${host}:${port}`)).toEqual([
    "<region>.obo.arc.azure.com:8084",
    "usgovvirginia.obo.arc.azure.us:8084",
    "<region>.obo.arc.azure.cn:8084",
  ]);
});

test("S4: the Azure Policy endpoints are asked of every type of cluster", () => {
  const policy = endpointWith("policy-data.public");
  expect(policy && neededBy(policy.row)).toEqual(["aks", "arc", "eks", "gke"]);
});

test("no two endpoints have the same id, and every source has an address and a date", () => {
  const ids = clouds.flatMap((cloud) => endpointsOf(cloud, "arc")).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { url, date } of Object.values(SOURCES)) {
    expect(URL.canParse(url) && /^\d{4}-\d{2}(-\d{2})?$/.test(date)).toBe(true);
  }
});

test("every name that can be tried ends in the published one, whatever the region and workspace", () => {
  for (const endpoint of clouds.flatMap((cloud) => endpointsOf(cloud, "arc"))) {
    for (const region of regionsOf(endpoint.cloud)) {
      const probe = probeOf(endpoint, { region, workspace: WORKSPACE });
      if ("none" in probe) continue;
      expect(probe.host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      const published = endpoint.host.replace("<region>", region);
      if (published.startsWith("*.")) expect(probe.host.endsWith(published.slice(1))).toBe(true);
      else expect(probe.host).toBe(published);
    }
  }
});

test("S3: a wildcard without a published name says so, and one that takes a workspace asks for it", () => {
  const region = "westeurope";
  const asked = (id: string, workspace: string | null) => {
    const endpoint = endpointWith(id);
    return endpoint && probeOf(endpoint, { region, workspace });
  };
  expect(asked("arc-servicebus.public", null)).toMatchObject({
    none: expect.stringContaining("wildcard"),
  });
  expect(asked("sensor-ods.public", null)).toMatchObject({
    none: expect.stringContaining("workspace"),
  });
  expect(asked("sensor-ods.public", WORKSPACE)).toEqual({
    host: `${WORKSPACE}.ods.opinsights.azure.com`,
  });
  expect(asked("arc-obo.public", null)).toEqual({ host: "westeurope.obo.arc.azure.com" });
});

test("what the URL says of cloud, cluster type and region is one of the choices, or the first of them", () => {
  const of = (query: string) => networkFilterOf(new URLSearchParams(query));
  expect(of("cloud=china&type=eks&region=chinanorth3")).toMatchObject({
    cloud: "china",
    type: "eks",
    region: "chinanorth3",
  });
  expect(of("cloud=toString&type=../etc&region=westeurope.evil.example&view=x")).toMatchObject({
    cloud: "public",
    type: "aks",
    region: "westeurope",
    view: "requirements",
  });
  expect(of("cluster=javascript:alert(1)").cluster).toBeNull();
});
