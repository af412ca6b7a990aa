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
      resourceDetails: { source: "Azure", id: resource.id },
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
    resourceDetails: { Source: "Azure", Id: resource.id },
    status: { ...statusOf(assessment), ...datesOf(resource) },
    links: { azurePortal: portalLink(kind.key, resource.id) },
    metadata: metadataOf(kind),
  };
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
