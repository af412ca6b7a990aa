import { z } from "zod";
import { type AwsOperation, operation } from "../operation.ts";
import type { AccessScope, Association } from "./access-entry.ts";
import { ACCESS_POLICIES, accessPolicy } from "./access-policies.ts";
import { invalidParameter, invalidRequest, notFound } from "./cluster.ts";
import { changeEntry, Entry, entryNamed, entryResource } from "./entries.ts";
import { Page, pageOf } from "./paging.ts";

const Scope = z.object({
  type: z.enum(["cluster", "namespace"]),
  namespaces: z.array(z.string().min(1)).default([]),
});

function shownAssociation({ associatedAt, modifiedAt, ...rest }: Association): object {
  return { ...rest, associatedAt: associatedAt / 1000, modifiedAt: modifiedAt / 1000 };
}

const associateAccessPolicy = operation({
  name: "AssociateAccessPolicy",
  http: "POST /clusters/{clusterName}/access-entries/{principalArn}/access-policies",
  input: z.object({ ...Entry, policyArn: z.string(), accessScope: Scope }),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { kernel, input } = call;
    const { policyArn, accessScope, clusterName, principalArn } = input;
    const { entry } = entryNamed(call);
    checkScope(accessScope);
    if (!accessPolicy(policyArn)) {
      throw invalidParameter(`The policyArn parameter format is not valid: ${policyArn}`);
    }
    if (entry.body.type !== "STANDARD") {
      throw invalidRequest(
        `Access policies cannot be associated with access entries of type ${entry.body.type}.`,
      );
    }
    const now = kernel.clock.now();
    const known = entry.body.policies.find((one) => one.policyArn === policyArn);
    const next: Association = {
      policyArn,
      accessScope,
      associatedAt: known?.associatedAt ?? now,
      modifiedAt: now,
    };
    const others = entry.body.policies.filter((one) => one !== known);
    changeEntry(kernel, entry, { policies: [...others, next] });
    return { clusterName, principalArn, associatedAccessPolicy: shownAssociation(next) };
  },
});

const disassociateAccessPolicy = operation({
  name: "DisassociateAccessPolicy",
  http: "DELETE /clusters/{clusterName}/access-entries/{principalArn}/access-policies/{policyArn}",
  input: z.object({ ...Entry, policyArn: z.string() }),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { entry } = entryNamed(call);
    const { policyArn } = call.input;
    const left = entry.body.policies.filter((one) => one.policyArn !== policyArn);
    if (left.length === entry.body.policies.length) {
      throw notFound(`The access policy ${policyArn} is not associated with this access entry.`);
    }
    changeEntry(call.kernel, entry, { policies: left });
    return {};
  },
});

const listAssociatedAccessPolicies = operation({
  name: "ListAssociatedAccessPolicies",
  http: "GET /clusters/{clusterName}/access-entries/{principalArn}/access-policies",
  input: z.object({ ...Entry, ...Page }),
  resource: entryResource,
  run: (call) => {
    const { clusterName, principalArn } = call.input;
    const { policies } = entryNamed(call).entry.body;
    const arns = policies.map(({ policyArn }) => policyArn).sort();
    const { shown, nextToken } = pageOf(arns, call.input);
    const associatedAccessPolicies = policies
      .filter(({ policyArn }) => shown.includes(policyArn))
      .map(shownAssociation);
    return { clusterName, principalArn, nextToken, associatedAccessPolicies };
  },
});

const listAccessPolicies = operation({
  name: "ListAccessPolicies",
  http: "GET /access-policies",
  input: z.object(Page),
  run: ({ input }) => {
    const { shown, nextToken } = pageOf(
      ACCESS_POLICIES.map(({ arn }) => arn),
      input,
    );
    return { accessPolicies: ACCESS_POLICIES.filter(({ arn }) => shown.includes(arn)), nextToken };
  },
});

function checkScope({ type, namespaces }: AccessScope): void {
  if (type === "namespace" && namespaces.length === 0) {
    throw invalidParameter("The namespaces of an access scope of type namespace are missing.");
  }
  if (type === "cluster" && namespaces.length > 0) {
    throw invalidParameter("An access scope of type cluster has no namespaces.");
  }
}

export const ASSOCIATION_OPERATIONS: readonly AwsOperation[] = [
  associateAccessPolicy,
  disassociateAccessPolicy,
  listAssociatedAccessPolicies,
  listAccessPolicies,
];
