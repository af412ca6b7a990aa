import { randomUUID } from "node:crypto";
import { accept } from "../../arm/accept.ts";
import { listOf } from "../../arm/list.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../../types.ts";
import { equalsIn, placeOfScope, requireScope, resourcesAt } from "../authorization/scoped.ts";
import {
  REMEDIATION_TYPE,
  RemediationBody,
  type RemediationProperties,
  StoredRemediation,
  shownDeployment,
  shownRemediation,
} from "./remediation.ts";
import { clustersToRemedy, ruleToRemedy } from "./remediation-targets.ts";

const SHOWN_TYPE = "Microsoft.PolicyInsights/remediations";
const versions = ["2019-07-01", "2021-10-01", "2024-10-01"];
/** https://learn.microsoft.com/azure/governance/policy/concepts/remediation-structure */
const USUAL = { resourceCount: 500, parallelDeployments: 10 };

const list: Handler = (request) => {
  const { kernel, query, params } = request;
  const assignment = equalsIn(query.get("$filter"), "policyAssignmentId");
  const found = resourcesAt(kernel.store, REMEDIATION_TYPE, params.scope ?? "", "all").filter(
    ({ body }) =>
      assignment === undefined ||
      StoredRemediation.parse(body.properties).policyAssignmentId.toLowerCase() === assignment,
  );
  return listOf(request, found, (remediation) => shownRemediation(kernel, remediation));
};

const get: Handler = (request) => ({
  status: 200,
  body: shownRemediation(request.kernel, remediationOf(request)),
});

/** Asking twice for the same begins once: a task that is there already is answered as it stands. */
const put: Handler = (request) => {
  const { kernel, params } = request;
  const { properties } = bodyAs(RemediationBody, request.body);
  const before = kernel.store.get(idOf(request));
  if (before) {
    refuseOther(request, before, properties);
    return { status: 200, body: shownRemediation(kernel, before) };
  }
  requireScope(kernel, params.scope ?? "");
  const created = begin(request, properties);
  return { status: 201, body: shownRemediation(kernel, created, true) };
};

function begin(request: ArmRequest, properties: RemediationProperties): Resource {
  const { kernel, params } = request;
  const id = idOf(request);
  const now = kernel.clock.now();
  const rule = ruleToRemedy(request, properties);
  const resourceCount = properties.resourceCount ?? USUAL.resourceCount;
  const parallelDeployments = properties.parallelDeployments ?? USUAL.parallelDeployments;
  return accept(request, { kind: "put", resourceId: id }, () => {
    let begun = 0;
    for (const cluster of clustersToRemedy(kernel, {
      scope: params.scope ?? "",
      rule,
      properties,
    })) {
      if (begun >= resourceCount) break;
      kernel.provisioning.deployments.plan({
        clusterKey: cluster.id.toLowerCase(),
        definition: rule.definition.id,
        cause: rule.key,
        remediationKey: id.toLowerCase(),
        ...(begun < parallelDeployments && { dueAt: now }),
        now,
      });
      begun++;
    }
    return kernel.store.put(
      {
        id,
        type: REMEDIATION_TYPE,
        name: String(params.name),
        ...placeOfScope(id),
        body: {
          properties: {
            resourceDiscoveryMode: "ExistingNonCompliant",
            ...withoutNulls(properties),
            resourceCount,
            parallelDeployments,
            createdOn: new Date(now).toISOString(),
            correlationId: randomUUID(),
            canceled: false,
          },
        },
      },
      now,
    );
  });
}

const cancel: Handler = (request) => {
  const { kernel } = request;
  const remediation = remediationOf(request);
  const { canceled } = StoredRemediation.parse(remediation.body.properties);
  const active = kernel.provisioning.deployments
    .of(remediation.id)
    .some(({ state }) => state === "planned" || state === "running");
  if (canceled || !active) {
    throw new ArmError(
      400,
      "InvalidCancelRemediationRequest",
      `A completed remediation cannot be cancelled: '${remediation.name}'.`,
    );
  }
  const properties = { ...(remediation.body.properties as object), canceled: true };
  const stored = accept(request, { kind: "cancel", resourceId: remediation.id }, () => {
    const now = kernel.clock.now();
    kernel.provisioning.deployments.cancel(remediation.id, now);
    return kernel.store.put({ ...remediation, body: { properties } }, now);
  });
  return { status: 200, body: shownRemediation(kernel, stored) };
};

const remove: Handler = (request) => {
  const { kernel } = request;
  const remediation = kernel.store.get(idOf(request));
  if (!remediation) return { status: 204 };
  const body = shownRemediation(kernel, remediation);
  accept(request, { kind: "delete", resourceId: remediation.id }, () => {
    kernel.provisioning.deployments.forget(remediation.id);
    kernel.store.delete(remediation.id);
  });
  return { status: 200, body };
};

const listDeployments: Handler = (request) => {
  const { kernel } = request;
  const deployments = kernel.provisioning.deployments.of(remediationOf(request).id);
  return listOf(request, deployments, (deployment) => shownDeployment(kernel, deployment));
};

function refuseOther(
  { params }: ArmRequest,
  { body }: Resource,
  { policyAssignmentId }: RemediationProperties,
): void {
  const known = StoredRemediation.parse(body.properties).policyAssignmentId;
  if (known.toLowerCase() === policyAssignmentId.toLowerCase()) return;
  throw new ArmError(
    400,
    "InvalidUpdateRemediationRequest",
    `The remediation '${params.name}' is of another policy assignment, and that can't be changed.`,
  );
}

function remediationOf(request: ArmRequest): Resource {
  const found = request.kernel.store.get(idOf(request));
  if (found) return found;
  throw new ArmError(
    404,
    "RemediationNotFound",
    `The remediation '${request.params.name}' could not be found.`,
  );
}

function idOf({ params }: ArmRequest): string {
  return `${params.scope ?? ""}/providers/${SHOWN_TYPE}/${params.name}`;
}

function withoutNulls(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

const all = `{scope*}/providers/${SHOWN_TYPE}`;
const one = `${all}/{name}`;
const may = (what: string) => `${SHOWN_TYPE}/${what}`;

export const REMEDIATION_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: may("read"), handler: list },
  { method: "GET", path: one, versions, action: may("read"), handler: get },
  { method: "PUT", path: one, versions, action: may("write"), handler: put },
  { method: "DELETE", path: one, versions, action: may("delete"), handler: remove },
  {
    method: "POST",
    path: `${one}/cancel`,
    versions,
    action: may("cancel/action"),
    handler: cancel,
  },
  {
    method: "POST",
    path: `${one}/listDeployments`,
    versions,
    action: may("listDeployments/read"),
    handler: listDeployments,
  },
];
