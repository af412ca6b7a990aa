import { GoogleError } from "../../gcp/errors.ts";
import { holds } from "../../gcp/iam/access.ts";
import { findProject, fullName, rowAt, rowsBelow } from "../../gcp/rows.ts";
import { OAuthError } from "../../gcp/sts/oauth-error.ts";
import { federatedMember } from "../../gcp/sts/target.ts";
import type { Member } from "../../gcp/tokens.ts";
import { callGoogle } from "../../gcp/within.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import {
  DEFENDER_GOOGLE_AUDIENCES,
  DEFENDER_ISSUER,
  DEFENDER_POOL,
  DEFENDER_SUBJECT,
} from "./defender-identity.ts";
import type { ForeignCloud, ForeignCluster, Step, Visit, Visitor } from "./foreign-cloud.ts";

const BECOME = "iam.serviceAccounts.getAccessToken";
/** What it takes to install agents into a cluster, besides looking at it. */
const INSTALL = "container.clusters.update";
const CONSUME = "pubsub.subscriptions.consume";
/** How the things begin that carry audit logs to Defender. */
const STREAM = "MicrosoftDefender-";

/** A service account, and the provider by which Defender becomes it. */
interface Connection {
  serviceAccountEmailAddress?: string | null;
  workloadIdentityProviderId?: string | null;
}

/** Google Cloud as Defender visits it. */
export const GOOGLE_CLOUD: ForeignCloud = {
  environment: "GCP",
  offering: "DefenderForContainersGcp",
  distribution: "gke",
  infrastructure: "gcp",
  resourceType: "GCP GKE Cluster",
  clusters: ({ kernel: { store }, connector }) => {
    const project = findProject(store, connector.properties.hierarchyIdentifier);
    if (!project) return [];
    const below = `//container.googleapis.com/projects/${project.name}`;
    return rowsBelow(store, "cluster", below).map(clusterOf);
  },
  enter: (visit) => {
    const number = visit.connector.properties.hierarchyIdentifier;
    const project = findProject(visit.kernel.store, number);
    if (!project) return { blocked: `There is no GCP project with the number ${number}.` };
    const connection = (visit.offering?.nativeCloudConnection ?? {}) as Connection;
    const member = accountOf(visit.kernel.store, project, connection);
    return "blocked" in member ? member : new GoogleVisitor(visit, project, member);
  },
};

function clusterOf({ id, name, body }: Resource): ForeignCluster {
  const [, region = ""] = /\/locations\/([^/]+)\//.exec(id) ?? [];
  return { id, name, region, tags: (body.resourceLabels ?? {}) as ForeignCluster["tags"] };
}

/** Defender as the service account of the connector, as which each call is made and judged. */
class GoogleVisitor implements Visitor {
  readonly #visit: Visit;
  readonly #project: Resource;
  readonly #member: Member;

  constructor(visit: Visit, project: Resource, member: Member) {
    this.#visit = visit;
    this.#project = project;
    this.#member = member;
  }

  /** GKE writes audit logs by itself; what brings them to Defender is made by the connector's script. */
  auditLogs(): Step {
    const { kernel, offering } = this.#visit;
    const connection = (offering?.dataPipelineNativeCloudConnection ?? {}) as Connection;
    const reader = accountOf(kernel.store, this.#project, connection);
    if ("blocked" in reader) return reader;
    const { name } = this.#project;
    for (const [type, service] of [
      ["sink", "logging"],
      ["topic", "pubsub"],
    ] as const) {
      if (this.#ours(type, service)) continue;
      return { blocked: `There is no ${type} ${STREAM}… in the project ${name}.` };
    }
    const subscription = this.#ours("subscription", "pubsub");
    if (!subscription) {
      return { blocked: `There is no subscription ${STREAM}… in the project ${name}.` };
    }
    return this.#may(reader, CONSUME, subscription);
  }

  enterCluster({ id, name }: ForeignCluster): Step {
    try {
      callGoogle(this.#visit.kernel, this.#member, {
        method: "GET",
        path: `/v1/${id.replace("//container.googleapis.com/", "")}`,
      });
    } catch (error) {
      if (error instanceof GoogleError) return { blocked: error.message };
      throw error;
    }
    const { privateClusterConfig } = (this.#visit.kernel.store.get(id)?.body ?? {}) as {
      privateClusterConfig?: { enablePrivateEndpoint?: boolean };
    };
    if (privateClusterConfig?.enablePrivateEndpoint === true) {
      return { blocked: `The control plane of ${name} has a private address only.` };
    }
    return this.#may(this.#member, INSTALL);
  }

  #may(member: Member, permission: string, on?: Resource): Step {
    if (holds(this.#visit.kernel.store, member, permission, [this.#project, on])) return "done";
    const account = member.name.replace("serviceAccount:", "");
    return {
      blocked: `The service account ${account} lacks the permission ${permission} in the project ${this.#project.name}.`,
    };
  }

  #ours(type: "sink" | "topic" | "subscription", service: string): Resource | undefined {
    const below = `//${service}.googleapis.com/projects/${this.#project.name}`;
    const all = rowsBelow(this.#visit.kernel.store, type, below);
    return all.find(({ name }) => name.startsWith(STREAM));
  }
}

/** Becomes a service account by a token of Defender's own; otherwise why that is refused, in Google's words. */
function accountOf(
  store: Store,
  project: Resource,
  { serviceAccountEmailAddress: email, workloadIdentityProviderId: provider }: Connection,
): Member | { blocked: string } {
  if (!(email && provider)) return { blocked: "The connector names no service account for this." };
  const account = rowAt(store, "serviceAccount", fullName.serviceAccount(project.name, email));
  if (!account) return { blocked: `There is no service account ${email}.` };
  const audience = `//iam.googleapis.com/projects/${project.body.number}/locations/global/workloadIdentityPools/${DEFENDER_POOL}/providers/${provider}`;
  try {
    const claims = { iss: DEFENDER_ISSUER, aud: audienceFor(provider), sub: DEFENDER_SUBJECT };
    const member = federatedMember(store, audience, claims);
    if (holds(store, member, BECOME, [account, project]))
      return { name: `serviceAccount:${email}` };
    return { blocked: `Permission '${BECOME}' denied on ${email} for ${member.name}.` };
  } catch (error) {
    if (error instanceof OAuthError) return { blocked: `${audience}: ${error.message}` };
    throw error;
  }
}

/** Each of Defender's services has an application of its own, and comes through the provider named after it. */
function audienceFor(provider: string): string {
  const audiences: Readonly<Record<string, string>> = DEFENDER_GOOGLE_AUDIENCES;
  return audiences[provider] ?? `api://${provider}`;
}
