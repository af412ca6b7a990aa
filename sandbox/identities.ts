import type { Principal } from "./types.ts";

/** Somebody or something that can sign in. */
export interface Identity {
  /** What the estate's role assignments call it. */
  key: string;
  objectId: string;
  kind: "User" | "ServicePrincipal";
}

export interface User extends Identity {
  kind: "User";
  username: string;
  displayName: string;
  /** What the person may do, in a few words for the account picker. */
  roleText: string;
}

export interface Application extends Identity {
  kind: "ServicePrincipal";
  clientId: string;
  displayName: string;
  /** Whether people sign in through it. */
  signsPeopleIn: boolean;
}

export const TENANT_ID = "11111111-1111-4111-8111-111111111111";
export const TENANT_NAME = "Northwind Harbour";
export const DOMAIN = "northwind.example";

const user = (number: number, key: string, displayName: string, roleText: string): User => ({
  key,
  kind: "User",
  objectId: `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`,
  username: `${key}@${DOMAIN}`,
  displayName,
  roleText,
});

/** One user for each role, one with different roles on different subscriptions, one without any. */
export const USERS: readonly User[] = [
  user(1, "olivia.owner", "Olivia Owner", "Owner of everything"),
  user(
    2,
    "carlos.contributor",
    "Carlos Contributor",
    "Contributor: may fix, can't assign policies",
  ),
  user(3, "sana.secadmin", "Sana Secadmin", "Security Admin: may change plans, can't fix"),
  user(4, "sven.secreader", "Sven Secreader", "Security Reader: looks, changes nothing"),
  user(5, "rita.reader", "Rita Reader", "Reader: looks, changes nothing"),
  user(6, "mixed.mira", "Mixed Mira", "Different roles on different subscriptions"),
  user(7, "nora.norights", "Nora Norights", "No role anywhere"),
];

export const PORTAL: Application = {
  key: "portal",
  kind: "ServicePrincipal",
  objectId: "bbbbbbbb-0000-4000-8000-000000000001",
  clientId: "33333333-3333-4333-8333-333333333333",
  displayName: "Breakwater",
  signsPeopleIn: true,
};

export const CLI: Application = {
  key: "azcli-owner",
  kind: "ServicePrincipal",
  objectId: "bbbbbbbb-0000-4000-8000-000000000002",
  clientId: "44444444-4444-4444-8444-444444444444",
  displayName: "Command line (Owner)",
  signsPeopleIn: false,
};

/** Defender for Cloud's own identity, as which the plan's components change clusters. Nobody signs in as it. */
export const DEFENDER_PROVISIONING: Principal = {
  objectId: "cccccccc-0000-4000-8000-000000000001",
  kind: "ServicePrincipal",
  name: "Defender for Containers provisioning",
};

const APPLICATIONS: readonly Application[] = [PORTAL, CLI];

/** Everybody, by the name that the estate's role assignments use. */
export function identitiesByKey(): Map<string, Identity> {
  return new Map([...USERS, ...APPLICATIONS].map((identity) => [identity.key, identity]));
}

export function userByName(username: string): User | undefined {
  const wanted = username.toLowerCase();
  return USERS.find((candidate) => candidate.username === wanted || candidate.key === wanted);
}

export function userByObjectId(objectId: string): User | undefined {
  return USERS.find((candidate) => candidate.objectId === objectId);
}

export function applicationByClientId(clientId: string): Application | undefined {
  return APPLICATIONS.find((candidate) => candidate.clientId === clientId);
}
