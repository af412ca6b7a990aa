import { expect, test } from "vitest";
import { openStore } from "../../store.ts";
import { holds } from "../iam/access.ts";
import { findProject, fullName, rowAt } from "../rows.ts";
import { federatedMember } from "../sts/target.ts";
import { gcpAccess } from "./access.ts";
import { googleCloud } from "./google-cloud.ts";

const PROJECT = "nwh-shipping-prod";
const NUMBER = "104857600001";
const PORTAL = { issuer: "https://login.example/t/v2.0", audience: "api://portal", subject: "oid" };
const AUDIENCE = "api://defender";
const DEFENDER = {
  issuer: "https://sts.example/m/",
  audiences: { cspm: "api://cspm", containers: AUDIENCE, "containers-streams": "api://streams" },
  pool: "defender",
};
const USE = "iam.serviceAccounts.getAccessToken";

function connected() {
  const store = openStore(":memory:");
  store.insertMany(googleCloud(0), 0);
  store.insertMany(
    [...gcpAccess(store, { projectId: PROJECT, portal: PORTAL, defender: DEFENDER, now: 0 })],
    0,
  );
  return store;
}

const providerOf = (pool: string, provider: string) =>
  `//iam.googleapis.com/projects/${NUMBER}/locations/global/workloadIdentityPools/${pool}/providers/${provider}`;
const claims = ({ issuer, audience }: { issuer: string; audience: string }, sub: string) => ({
  iss: issuer,
  aud: audience,
  sub,
});

test("the access that is seeded lets the portal and Defender be their own service accounts and no other", () => {
  const store = connected();
  const account = (id: string) => {
    const email = `${id}@${PROJECT}.iam.gserviceaccount.com`;
    return rowAt(store, "serviceAccount", fullName.serviceAccount(PROJECT, email));
  };
  const portal = federatedMember(
    store,
    providerOf("breakwater", "breakwater"),
    claims(PORTAL, "oid"),
  );
  const other = federatedMember(
    store,
    providerOf("breakwater", "breakwater"),
    claims(PORTAL, "else"),
  );
  const defender = federatedMember(
    store,
    providerOf("defender", "containers"),
    claims({ issuer: DEFENDER.issuer, audience: AUDIENCE }, "d"),
  );
  const may = (member: typeof portal, id: string) => holds(store, member, USE, [account(id)]);
  expect(may(portal, "breakwater-portal")).toBe(true);
  expect(may(other, "breakwater-portal")).toBe(false);
  expect(may(defender, "breakwater-portal")).toBe(false);
  expect(may(defender, "microsoft-defender-containers")).toBe(true);
  expect(may(portal, "microsoft-defender-containers")).toBe(false);
});

test("the portal's service account may list and label clusters, and read no secrets", () => {
  const store = connected();
  const member = { name: `serviceAccount:breakwater-portal@${PROJECT}.iam.gserviceaccount.com` };
  const may = (permission: string) =>
    holds(store, member, permission, [findProject(store, PROJECT)]);
  expect(may("container.clusters.list")).toBe(true);
  expect(may("container.clusters.update")).toBe(true);
  expect(may("container.secrets.list")).toBe(false);
});

test("a claim of another issuer or audience makes nobody", () => {
  const store = connected();
  const at = providerOf("breakwater", "breakwater");
  expect(() =>
    federatedMember(store, at, claims({ ...PORTAL, issuer: "https://x/" }, "oid")),
  ).toThrow(/issuer in ID Token/);
  expect(() =>
    federatedMember(store, at, claims({ ...PORTAL, audience: "api://x" }, "oid")),
  ).toThrow(/audience in ID Token/);
});
