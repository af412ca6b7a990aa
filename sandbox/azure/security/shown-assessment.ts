import { ENTITY_TYPE, type EntityProperties } from "../../provisioning/clouds/entities.ts";
import type { Resource } from "../../types.ts";
import type { Assessment } from "./assess.ts";
import { metadataOf } from "./assessment-catalog.ts";

const SHOWN_TYPE = "Microsoft.Security/assessments";

/** The id of what a recommendation finds about a resource. */
export function assessmentId(resource: Resource, { kind }: Assessment): string {
  return `${resource.id}/providers/${SHOWN_TYPE}/${kind.key}`;
}

/** An assessment as ARM shows it; with what `$expand` asks for. */
export function shownAssessment(
  resource: Resource,
  assessment: Assessment,
  expand: ReadonlySet<string> = new Set(),
): object {
  const { kind } = assessment;
  return {
    id: assessmentId(resource, assessment),
    name: kind.key,
    type: SHOWN_TYPE,
    properties: {
      displayName: kind.displayName,
      resourceDetails: { source: sourceOf(resource), id: resource.id },
      status: { ...statusOf(assessment), ...datesOf(resource) },
      ...(expand.has("links") && { links: { azurePortalUri: portalLink(kind.key, resource.id) } }),
      ...(expand.has("metadata") && { metadata: metadataOf(kind) }),
    },
  };
}

/** An assessment as a row of Resource Graph, which writes some members in capitals and shows all that there is. */
export function assessmentProperties(resource: Resource, assessment: Assessment): object {
  const { kind } = assessment;
  return {
    displayName: kind.displayName,
    resourceDetails: { Source: sourceOf(resource), Id: resource.id, ...nativeOf(resource) },
    status: { ...statusOf(assessment), ...datesOf(resource) },
    links: { azurePortal: portalLink(kind.key, resource.id) },
    metadata: metadataOf(kind),
  };
}

/** Of a thing in another cloud: which one, and what it is called there. */
function sourceOf(resource: Resource): "Azure" | "Aws" | "Gcp" {
  const { environment } = entityOf(resource);
  return environment === "AWS" ? "Aws" : environment === "GCP" ? "Gcp" : "Azure";
}

function nativeOf(resource: Resource): object {
  const { nativeResourceId, connectorId, hierarchyId } = entityOf(resource);
  return nativeResourceId === undefined
    ? {}
    : {
        NativeResourceId: nativeResourceId,
        ConnectorId: connectorId,
        NativeCloudAccountUniqueIdentifier: hierarchyId,
      };
}

function entityOf({ type, body }: Resource): Partial<EntityProperties> {
  return type === ENTITY_TYPE ? (body.properties as EntityProperties) : {};
}

function statusOf({ code, cause, description }: Assessment): object {
  return { code, ...(cause && { cause }), ...(description && { description }) };
}

function datesOf({ createdAt, changedAt }: Resource): object {
  return {
    firstEvaluationDate: new Date(createdAt).toISOString(),
    statusChangeDate: new Date(changedAt).toISOString(),
  };
}

function portalLink(key: string, resourceId: string): string {
  return `www.portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade/assessmentKey/${key}/resourceId/${encodeURIComponent(resourceId)}`;
}
