import { createHash } from "node:crypto";
import type { Store } from "../../store.ts";
import type { NewResource, Resource } from "../../types.ts";
import { policyOf } from "../iam/policy.ts";
import { writerIdentity } from "../logging/sinks.ts";
import { changed, findProject, fullName, identifiersOf, rowOf } from "../rows.ts";
import { servicesOf } from "../service-usage/enabled.ts";
import { ACCOUNTS, DEFENDER_PROVIDERS, type DefenderProvider, ROLES } from "./access-rows.ts";

/** Somebody who proves themselves to Google by tokens of Entra ID. */
interface Federated {
  issuer: string;
  audience: string;
}

export interface Access {
  projectId: string;
  portal: Federated & { subject: string };
  /** The pool is called after Microsoft's tenant; each provider takes tokens for an application of its own. */
  defender: { issuer: string; audiences: Readonly<Record<DefenderProvider, string>>; pool: string };
  now: number;
}

const SERVICES = [
  ...["artifactregistry", "cloudresourcemanager", "iam", "iamcredentials", "serviceusage", "sts"],
];
const TOPIC = "MicrosoftDefender-audit-logs";

/**
 * All that the script of a connector leaves in a project of the store: pools and providers for the portal and for
 * Defender, service accounts with their roles, and the sink with the topic that audit logs go through.
 */
export function* gcpAccess(store: Store, access: Access): Iterable<NewResource> {
  const project = findProject(store, access.projectId);
  if (!project) throw new Error(`There is no project ${access.projectId}.`);
  yield connectedProject(project, access.now);
  yield* pools(access);
  for (const { id, ...role } of ROLES) {
    yield rowOf("role", fullName.role(`projects/${project.name}`, id), { ...role, stage: "GA" });
  }
  for (const { id, displayName, pool } of ACCOUNTS) {
    yield accountRow(project, { id, displayName, member: memberOf(project, pool, access) });
  }
  yield* auditLogs(project);
}

function emailOf(project: Resource, id: string): string {
  return `${id}@${project.name}.iam.gserviceaccount.com`;
}

/** Adds to what is enabled and granted, and takes nothing away. */
function connectedProject(project: Resource, now: number): NewResource {
  const enabled = Object.fromEntries(SERVICES.map((name) => [`${name}.googleapis.com`, now]));
  const granted = ACCOUNTS.flatMap(({ id, roles, own }) =>
    [...roles, ...own.map((role) => `projects/${project.name}/roles/${role}`)].map((role) => ({
      role,
      members: [`serviceAccount:${emailOf(project, id)}`],
    })),
  );
  const { bindings } = policyOf(project);
  return changed(project, {
    services: { ...enabled, ...servicesOf(project) },
    policy: { version: 1, bindings: [...bindings, ...granted] },
  });
}

function* pools({ projectId, portal, defender }: Access): Iterable<NewResource> {
  yield rowOf("pool", fullName.pool(projectId, "breakwater"), { displayName: "Breakwater" });
  yield provider(projectId, "breakwater", "breakwater", portal);
  yield rowOf("pool", fullName.pool(projectId, defender.pool), {
    displayName: "Microsoft Defender for Cloud",
  });
  const { issuer, audiences, pool } = defender;
  for (const id of DEFENDER_PROVIDERS) {
    yield provider(projectId, pool, id, { issuer, audience: audiences[id] });
  }
}

function provider(
  projectId: string,
  pool: string,
  id: string,
  { issuer, audience }: Federated,
): NewResource {
  return rowOf("provider", fullName.provider(projectId, pool, id), {
    attributeMapping: { "google.subject": "assertion.sub" },
    oidc: { issuerUri: issuer, allowedAudiences: [audience] },
  });
}

/** Whom a service account lets in: the portal alone, or everybody whom a provider of Defender's pool has let in. */
function memberOf(project: Resource, pool: string, { portal, defender }: Access): string {
  const base = `iam.googleapis.com/projects/${identifiersOf(project).number}/locations/global/workloadIdentityPools`;
  return pool === "breakwater"
    ? `principal://${base}/breakwater/subject/${portal.subject}`
    : `principalSet://${base}/${defender.pool}/*`;
}

function accountRow(
  project: Resource,
  { id, displayName, member }: { id: string; displayName: string; member: string },
): NewResource {
  const email = emailOf(project, id);
  const digits = createHash("sha256").update(email).digest().readBigUInt64BE();
  return rowOf("serviceAccount", fullName.serviceAccount(project.name, email), {
    displayName,
    uniqueId: `1${String(digits).padStart(20, "0").slice(0, 20)}`,
    policy: {
      version: 1,
      bindings: [{ role: "roles/iam.workloadIdentityUser", members: [member] }],
    },
  });
}

function* auditLogs(project: Resource): Iterable<NewResource> {
  const name = `projects/${project.name}/topics/${TOPIC}`;
  yield rowOf("topic", fullName.topic(project.name, TOPIC), {
    name,
    policy: {
      version: 1,
      bindings: [{ role: "roles/pubsub.publisher", members: [writerIdentity(project)] }],
    },
  });
  yield rowOf("subscription", fullName.subscription(project.name, TOPIC), {
    name: `projects/${project.name}/subscriptions/${TOPIC}`,
    topic: name,
    pushConfig: {},
    ackDeadlineSeconds: 10,
    messageRetentionDuration: "604800s",
    expirationPolicy: {},
    state: "ACTIVE",
  });
  yield rowOf("sink", fullName.sink(project.name, TOPIC), {
    destination: `pubsub.googleapis.com/${name}`,
    filter:
      'resource.type="k8s_cluster" AND logName:"cloudaudit.googleapis.com" AND protoPayload.serviceName="k8s.io"',
  });
}
