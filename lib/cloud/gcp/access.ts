import { z } from "zod";
import type { AccessReading, NeededRights, RightFound } from "../cloud.ts";
import { TEMPLATE_MARK } from "../connectors.ts";
import { CloudFault, type FaultRecord } from "../faults.ts";
import { type Google, path } from "./google.ts";
import { forgetToken } from "./identity.ts";
import { portalEmail } from "./names.ts";

/** So many permissions can be asked for at once. Source: projects.testIamPermissions (as far as known). */
const AT_ONCE = 100;

const Account = z.looseObject({ description: z.string().nullish() });
const Tested = z.looseObject({ permissions: z.array(z.string()).nullish() });
const Service = z.looseObject({ state: z.string().nullish() });
const Role = z.looseObject({
  includedPermissions: z.array(z.string()).nullish(),
  deleted: z.boolean().nullish(),
});
const Policy = z.looseObject({
  bindings: z
    .array(z.looseObject({ role: z.string(), members: z.array(z.string()).nullish() }))
    .nullish(),
});

/** What a holder has of what it needs; null where there is no such holder. */
type Found = ReadonlySet<string> | null;

interface Look {
  google: Google;
  needed: NeededRights;
  policy: () => Promise<z.infer<typeof Policy>>;
}

/** How each kind of holder is looked at, by the shape of its id. */
const KINDS: readonly [shape: RegExp, found: (look: Look) => Promise<Found>][] = [
  [/^[^/]+@[^/]+\.gserviceaccount\.com$/, rolesOfAccount],
  [/^(projects|organizations)\/[^/]+\/roles\/[^/]+$/, permissionsOfRole],
  [/^projects\/[^/]+\/services\/[^/]+$/, serviceIsOn],
  [/^projects\/[^/]+\/sinks\/[^/]+$/, isThere("logging", "v2")],
  [/^projects\/[^/]+\/(topics|subscriptions)\/[^/]+$/, isThere("pubsub", "v1")],
  [/^projects\/[^/]+\/locations\/global\/workloadIdentityPools\//, isThere("iam", "v1")],
];

/** Comes in anew, and looks for every right. What the portal itself may not look at is left out: that right is missing. */
export async function readAccess(
  google: Google,
  needed: readonly NeededRights[],
): Promise<AccessReading> {
  const identity = portalEmail(google.access);
  const reading: AccessReading = { identity, template: "", rights: [], fault: null };
  forgetToken(google.access);
  let policy: Promise<z.infer<typeof Policy>> | undefined;
  const policyOnce = () => (policy ??= projectPolicy(google));
  for (const one of needed) {
    try {
      const found = await foundOf({ google, needed: one, policy: policyOnce });
      reading.rights.push(...rightsOf(one, found));
    } catch (error) {
      const fault = faultIn(error);
      // The first right is the portal's own: without it nothing was read.
      if (fault.kind !== "forbidden" || reading.rights.length === 0) return { ...reading, fault };
    }
  }
  return { ...reading, ...(await templateOf(google)) };
}

async function templateOf(google: Google): Promise<Pick<AccessReading, "template" | "fault">> {
  try {
    const account = Account.nullable().parse(await accountOf(google, portalEmail(google.access)));
    const description = account?.description ?? "";
    const template = description.startsWith(TEMPLATE_MARK)
      ? description.slice(TEMPLATE_MARK.length).trim()
      : "";
    return { template, fault: null };
  } catch (error) {
    const fault = faultIn(error);
    return { template: "", fault: fault.kind === "forbidden" ? null : fault };
  }
}

function rightsOf({ holder, actions }: NeededRights, found: Found): RightFound[] {
  return [
    { holder, action: "", found: found !== null },
    ...actions.map((action) => ({ holder, action, found: found?.has(action) ?? false })),
  ];
}

function foundOf(look: Look): Promise<Found> {
  const { google, needed } = look;
  if (needed.id === portalEmail(google.access)) return ownPermissions(google, needed.actions);
  const kind = KINDS.find(([shape]) => shape.test(needed.id));
  if (!kind) throw new Error(`Nothing that Google Cloud has rights for: ${needed.id}`);
  return kind[1](look);
}

/** What the portal itself may do, whoever gave it that: the project, its folder or its organisation. */
async function ownPermissions(google: Google, actions: readonly string[]): Promise<Found> {
  const found = new Set<string>();
  for (let at = 0; at < Math.max(actions.length, 1); at += AT_ONCE) {
    const answer = await google.ask({
      service: "cloudresourcemanager",
      path: path`/v1/projects/${google.access.projectId}:testIamPermissions`,
      method: "POST",
      body: { permissions: actions.slice(at, at + AT_ONCE) },
    });
    for (const permission of Tested.parse(answer).permissions ?? []) found.add(permission);
  }
  return found;
}

/** The roles of a service account in the project, and those that it gives to identities of a pool on itself. */
async function rolesOfAccount({ google, needed, policy }: Look): Promise<Found> {
  if ((await accountOf(google, needed.id)) === null) return null;
  const member = `serviceAccount:${needed.id}`.toLowerCase();
  const held = rolesFor(await policy(), (one) => one.toLowerCase() === member);
  const letIn = rolesFor(await accountPolicy(google, needed.id), (one) => POOLED.test(one));
  return new Set([...held, ...letIn]);
}

/** An identity of a workload identity pool, or a set of them. */
const POOLED = /^principal(Set)?:\/\/iam\.googleapis\.com\//;

function rolesFor({ bindings }: z.infer<typeof Policy>, isMeant: (member: string) => boolean) {
  return (bindings ?? []).filter(({ members }) => members?.some(isMeant)).map(({ role }) => role);
}

async function accountPolicy(google: Google, email: string): Promise<z.infer<typeof Policy>> {
  const { projectId } = google.access;
  const answer = await google.ask({
    service: "iam",
    path: path`/v1/projects/${projectId}/serviceAccounts/${email}:getIamPolicy`,
    method: "POST",
  });
  return Policy.parse(answer);
}

function accountOf(google: Google, email: string): Promise<unknown> {
  const { projectId } = google.access;
  return google.askIfThere({
    service: "iam",
    path: path`/v1/projects/${projectId}/serviceAccounts/${email}`,
  });
}

async function projectPolicy(google: Google): Promise<z.infer<typeof Policy>> {
  const answer = await google.ask({
    service: "cloudresourcemanager",
    path: path`/v1/projects/${google.access.projectId}:getIamPolicy`,
    method: "POST",
    body: { options: { requestedPolicyVersion: 3 } },
  });
  return Policy.parse(answer);
}

async function permissionsOfRole({ google, needed }: Look): Promise<Found> {
  const role = Role.nullable().parse(await named(google, "iam", "v1", needed.id));
  return role === null || role.deleted ? null : new Set(role.includedPermissions ?? []);
}

async function serviceIsOn({ google, needed }: Look): Promise<Found> {
  const service = Service.nullable().parse(await named(google, "serviceusage", "v1", needed.id));
  return service?.state === "ENABLED" ? new Set() : null;
}

function isThere(service: string, version: string): (look: Look) => Promise<Found> {
  return async ({ google, needed }) => {
    const answer = await named(google, service, version, needed.id);
    const { state, disabled } = (answer ?? {}) as { state?: string; disabled?: boolean };
    return answer === null || state === "DELETED" || disabled ? null : new Set();
  };
}

/** What a resource name of Google's names, or null; each of its parts is encoded. */
function named(google: Google, service: string, version: string, name: string): Promise<unknown> {
  const parts = name.split("/").map((part) => encodeURIComponent(part));
  return google.askIfThere({ service, path: `/${version}/${parts.join("/")}` });
}

function faultIn(error: unknown): FaultRecord {
  if (error instanceof CloudFault) return error.record();
  throw error;
}
