import { validationError } from "./errors.ts";
import { evaluated, type Scope } from "./functions.ts";
import { creationOrder } from "./order.ts";
import { valueOfType } from "./parameters.ts";
import type { Stack } from "./stack.ts";
import type { Template } from "./template.ts";

/** What references mean in a stack as it is now. */
export function scopeOf(
  { id, account, region, body }: Pick<Stack, "id" | "account" | "region" | "body">,
  template: Template,
): Scope {
  const parameters = Object.entries(template.Parameters).map(
    ([name, parameter]) => [name, valueOfType(body.parameters[name] ?? "", parameter)] as const,
  );
  const existing = new Map(
    body.resources
      .filter(({ PhysicalResourceId }) => PhysicalResourceId !== "")
      .map((resource) => [resource.LogicalResourceId, resource]),
  );
  const scope: Scope = {
    values: new Map<string, unknown>([
      ...parameters,
      ["AWS::AccountId", account],
      ["AWS::Region", region],
      ["AWS::Partition", "aws"],
      ["AWS::URLSuffix", "amazonaws.com"],
      ["AWS::StackName", body.StackName],
      ["AWS::StackId", id],
      ["AWS::NotificationARNs", []],
    ]),
    mappings: template.Mappings,
    condition: (name) => conditionOf(name, template, scope),
    physicalId: (logicalId) => existing.get(logicalId)?.PhysicalResourceId,
    attribute(logicalId, name) {
      const resource = existing.get(logicalId);
      if (!resource) {
        throw validationError(
          `Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`,
        );
      }
      if (name in resource.attributes) return resource.attributes[name];
      throw validationError(
        `Requested attribute ${name} does not exist in schema for ${resource.ResourceType}`,
      );
    },
  };
  return scope;
}

function conditionOf(name: string, template: Template, scope: Scope): boolean {
  if (!(name in template.Conditions)) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${name} in the Resources block of the template`,
    );
  }
  return evaluated(template.Conditions[name], scope) === true;
}

/** The logical ids of the resources that a stack is to have, in the order in which they can be made. */
export function wantedResources(template: Template, scope: Scope): string[] {
  return creationOrder(template).filter((logicalId) => {
    const condition = template.Resources[logicalId]?.Condition;
    return condition === undefined || scope.condition(condition);
  });
}

/** The outputs of a stack whose resources are there. */
export function outputsOf(template: Template, scope: Scope) {
  return Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
    .map(([OutputKey, { Value, Description, Export }]) => ({
      OutputKey,
      OutputValue: String(evaluated(Value, scope)),
      ...(Description !== undefined && { Description }),
      ...(Export && { ExportName: String(evaluated(Export.Name, scope)) }),
    }));
}
