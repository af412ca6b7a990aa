import { AwsError } from "../aws-error.ts";
import type { Site } from "./resource-kind.ts";
import { kindOf } from "./resource-kinds.ts";
import { type Stack, type Step, setResourceStatus } from "./stack.ts";
import { announced, propertiesOf, resourceAt } from "./stack-resources.ts";

type Take = (stack: Stack, step: Step, on: { site: Site; at: number }) => void;

/** How each kind of step is taken. */
export const STEPS: Readonly<Record<Step["act"], Take>> = {
  create(stack, { logicalId }, { site, at }) {
    const resource = resourceAt(stack, logicalId) ?? announced(stack, logicalId);
    const properties = propertiesOf(stack, logicalId);
    Object.assign(resource, kindOf(resource.ResourceType).create(site, properties), { properties });
    setResourceStatus(stack, resource, { status: "CREATE_COMPLETE", at });
  },
  update(stack, { logicalId }, { site, at }) {
    const resource = resourceAt(stack, logicalId) ?? announced(stack, logicalId);
    const kind = kindOf(resource.ResourceType);
    const properties = propertiesOf(stack, logicalId);
    const before = resource.properties;
    if (kind.replaces(before, properties)) {
      stack.body.work?.cleanup.push({ act: "delete", logicalId, old: structuredClone(resource) });
      Object.assign(resource, kind.create(site, properties), { properties });
    } else {
      Object.assign(resource, kind.update(site, resource, properties, before), { properties });
    }
    setResourceStatus(stack, resource, { status: "UPDATE_COMPLETE", at });
  },
  delete(stack, { logicalId, old }, { site, at }) {
    const resource = old ?? resourceAt(stack, logicalId);
    if (!resource) return;
    const exists = resource.PhysicalResourceId !== "";
    if (exists && !resource.retained) {
      ignoringMissing(() =>
        kindOf(resource.ResourceType).delete(site, resource, resource.properties),
      );
    }
    const status = resource.retained ? "DELETE_SKIPPED" : "DELETE_COMPLETE";
    setResourceStatus(stack, resource, { status, at });
    if (!old) {
      stack.body.resources = stack.body.resources.filter((one) => one !== resource);
    }
  },
  /** Takes back what an update had done to a resource. */
  restore(stack, { logicalId }, { site, at }) {
    const resource = resourceAt(stack, logicalId);
    const before = stack.body.before?.resources.find((one) => one.LogicalResourceId === logicalId);
    if (!resource || !before) return;
    const kind = kindOf(resource.ResourceType);
    if (before.PhysicalResourceId === resource.PhysicalResourceId) {
      kind.update(site, resource, before.properties, resource.properties);
    } else {
      ignoringMissing(() => kind.delete(site, resource, resource.properties));
    }
    const { PhysicalResourceId, attributes, properties } = before;
    Object.assign(resource, { PhysicalResourceId, attributes, properties });
    setResourceStatus(stack, resource, { status: "UPDATE_COMPLETE", at });
  },
};

/** What somebody has deleted by hand is as gone as it should be. */
function ignoringMissing(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "NoSuchEntity")) throw error;
  }
}
