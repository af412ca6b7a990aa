import { evaluated } from "./functions.ts";
import { scopeOf } from "./scope.ts";
import type { Stack, StackResource } from "./stack.ts";
import { parsedTemplate, type TemplateResource } from "./template.ts";

/** The resource of a stack under a logical id, if it is there or announced. */
export function resourceAt({ body }: Stack, logicalId: string): StackResource | undefined {
  return body.resources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
}

/** Puts a resource of the template into the stack before it is made. */
export function announced(stack: Stack, logicalId: string): StackResource {
  const { Type, DeletionPolicy } = templateResource(stack, logicalId);
  const resource: StackResource = {
    LogicalResourceId: logicalId,
    PhysicalResourceId: "",
    ResourceType: Type,
    ResourceStatus: "",
    Timestamp: "",
    properties: {},
    attributes: {},
    retained: DeletionPolicy !== "Delete",
  };
  stack.body.resources.push(resource);
  return resource;
}

function templateResource({ body }: Stack, logicalId: string): TemplateResource {
  const found = parsedTemplate(body.template).Resources[logicalId];
  if (!found) throw new Error(`The template of ${body.StackName} has no ${logicalId}.`);
  return found;
}

/** What the template says about a resource, with all functions worked out. */
export function propertiesOf(stack: Stack, logicalId: string): Record<string, unknown> {
  const scope = scopeOf(stack, parsedTemplate(stack.body.template));
  return evaluated(templateResource(stack, logicalId).Properties, scope) as Record<string, unknown>;
}
