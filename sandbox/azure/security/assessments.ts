import { isAtOrBelow } from "../../arm/access.ts";
import { listOf } from "../../arm/list.ts";
import { nextLink } from "../../arm/paging.ts";
import type { Route } from "../../arm/route.ts";
import { ENTITY_TYPE } from "../../provisioning/clouds/entities.ts";
import { ArmError, type ArmRequest, type Handler, type Kernel } from "../../types.ts";
import { requireScope } from "../authorization/scoped.ts";
import { JUDGED_TYPES } from "../policy-insights/compliance.ts";
import { subjectsAt } from "../policy-insights/subjects.ts";
import { isRegistered } from "../resources/providers.ts";
import { assess, assessOne } from "./assess.ts";
import { ASSESSMENTS, metadataOf } from "./assessment-catalog.ts";
import { shownAssessment } from "./shown-assessment.ts";

const versions = ["2021-06-01"];
/** What policies judge, and what Defender knows in other clouds. */
const ASSESSED_TYPES = [...JUDGED_TYPES, ENTITY_TYPE];
const READ = "Microsoft.Security/assessments/read";
const READ_METADATA = "Microsoft.Security/assessmentMetadata/read";

/** What is found about everything at and below a scope, resource by resource. */
const list: Handler = (request) => {
  const { kernel, params, query } = request;
  const scope = params.scope ?? "";
  requireScope(kernel, scope);
  requireSecurity(kernel, scope);
  const size = kernel.settings.get("pageSize");
  const value: object[] = [];
  let next: string | undefined;
  for (const { after, found } of findings(request, placeOf(query.get("$skiptoken")))) {
    if (value.length > 0 && value.length + found.length > size) {
      return { status: 200, body: { value, nextLink: nextLink(request, String(next)) } };
    }
    value.push(...found);
    next = after;
  }
  return { status: 200, body: { value } };
};

function* findings({ kernel, access, params }: ArmRequest, from: string) {
  const coverage = access.coverage(READ);
  const registered = new Map<string, boolean>();
  const now = kernel.clock.now();
  for (const resource of subjectsAt(kernel.store, params.scope ?? "", from, ASSESSED_TYPES)) {
    const key = resource.id.toLowerCase();
    const subscription = String(resource.subscriptionId);
    const known = registered.get(subscription) ?? isRegistered(kernel, subscription, SECURITY);
    registered.set(subscription, known);
    if (!known || !coverage.some((scope) => isAtOrBelow(key, scope))) continue;
    const found = assess(kernel.store, resource, now);
    yield { after: key, found: found.map((one) => shownAssessment(resource, one)) };
  }
}

const get: Handler = (request) => {
  const { kernel, params, query } = request;
  requireSecurity(kernel, params.scope ?? "");
  const kind = ASSESSMENTS.find(({ key }) => key === params.name?.toLowerCase());
  const resource = kernel.store.get(params.scope ?? "");
  const assessment =
    kind && resource && assessOne(kernel.store, resource, kind, kernel.clock.now());
  if (assessment && resource) {
    const expand = new Set((query.get("$expand") ?? "").toLowerCase().split(/\s*,\s*/));
    return { status: 200, body: shownAssessment(resource, assessment, expand) };
  }
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The assessment '${params.name}' of the resource '${params.scope}' was not found.`,
  );
};

const listMetadata: Handler = (request) => listOf(request, ASSESSMENTS, shownMetadata(request));

const getMetadata: Handler = (request) => {
  const kind = ASSESSMENTS.find(({ key }) => key === request.params.name?.toLowerCase());
  if (kind) return { status: 200, body: shownMetadata(request)(kind) };
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The assessment metadata '${request.params.name}' was not found.`,
  );
};

const shownMetadata =
  ({ params }: ArmRequest) =>
  (kind: (typeof ASSESSMENTS)[number]) => ({
    id: `${params.subscriptionId ? `/subscriptions/${params.subscriptionId}` : ""}/providers/Microsoft.Security/assessmentMetadata/${kind.key}`,
    name: kind.key,
    type: "Microsoft.Security/assessmentMetadata",
    properties: metadataOf(kind),
  });

const SECURITY = "Microsoft.Security";

function requireSecurity(kernel: Kernel, scope: string): void {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  if (!subscriptionId || isRegistered(kernel, subscriptionId, SECURITY)) return;
  throw new ArmError(
    404,
    "Subscription Not Registered",
    "Please register to Microsoft.Security in order to view your security status",
  );
}

function placeOf(token: string | null): string {
  if (token === null) return "";
  const place = Buffer.from(token, "base64url").toString();
  if (place.startsWith("/")) return place;
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is invalid.`);
}

const all = "{scope*}/providers/Microsoft.Security/assessments";
const metadata = "providers/Microsoft.Security/assessmentMetadata";
const subscription = "/subscriptions/{subscriptionId}";

// What recommendations there are is no secret: whoever is signed in may read it for the tenant.
export const ASSESSMENT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: `/${metadata}`,
    versions,
    action: null,
    handler: listMetadata,
  },
  { method: "GET", path: `/${metadata}/{name}`, versions, action: null, handler: getMetadata },
  {
    method: "GET",
    path: `${subscription}/${metadata}`,
    versions,
    action: READ_METADATA,
    handler: listMetadata,
  },
  {
    method: "GET",
    path: `${subscription}/${metadata}/{name}`,
    versions,
    action: READ_METADATA,
    handler: getMetadata,
  },
  { method: "GET", path: all, versions, action: READ, list: true, handler: list },
  { method: "GET", path: `${all}/{name}`, versions, action: READ, handler: get },
];
