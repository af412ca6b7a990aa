import { z } from "zod";
import type {
  ParameterType,
  PolicyDefinition,
  PolicyDefinitionFacts,
  PolicyParameter,
} from "../policy.ts";
import type { Arm } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { nameOfId, placeOf, scopePath } from "./scope-path.ts";
import { API } from "./versions.ts";

const Row = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  policyType: z.string().nullish(),
  category: z.string().nullish(),
  version: z.string().nullish(),
});

const Parameter = z.looseObject({
  type: z.string(),
  metadata: z
    .looseObject({
      displayName: z.string().nullish(),
      description: z.string().nullish(),
      strongType: z.string().nullish(),
      assignPermissions: z.union([z.boolean(), z.string()]).nullish(),
    })
    .nullish(),
  allowedValues: z.array(z.unknown()).nullish(),
  defaultValue: z.unknown(),
});

const Definition = z.looseObject({
  id: z.string(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    description: z.string().nullish(),
    policyType: z.string().nullish(),
    mode: z.string().nullish(),
    metadata: z
      .looseObject({ category: z.string().nullish(), version: z.string().nullish() })
      .nullish(),
    parameters: z.record(z.string(), Parameter).nullish(),
    policyRule: z.looseObject({
      // biome-ignore lint/suspicious/noThenProperty: a policy rule's own word for what it does
      then: z.looseObject({
        details: z
          .union([
            z.looseObject({ roleDefinitionIds: z.array(z.string()).nullish() }),
            z.array(z.unknown()),
          ])
          .nullish(),
      }),
    }),
  }),
});

const TYPES: readonly ParameterType[] = [
  "String",
  "Array",
  "Object",
  "Boolean",
  "Integer",
  "Float",
  "DateTime",
];

/** Every policy definition that the actor can see, built-in ones and their own, without their rules. */
export async function* policyDefinitions(arm: Arm): AsyncGenerator<PolicyDefinitionFacts[]> {
  const query = kql`policyresources | where type =~ 'microsoft.authorization/policydefinitions' | project id, name, displayName = tostring(properties.displayName), description = tostring(properties.description), policyType = tostring(properties.policyType), category = tostring(properties.metadata.category), version = tostring(properties.metadata.version) | order by id asc`;
  for await (const page of graph(arm, query, "AtScopeAboveAndBelow")) {
    yield page.map((row) => {
      const { id, ...facts } = Row.parse(row);
      return factsOf(id, facts);
    });
  }
}

/** One definition, whole. Throws `missing` where there is none. */
export async function policyDefinition(arm: Arm, id: string): Promise<PolicyDefinition> {
  const answer = await arm.get({ ...scopePath(id), apiVersion: API.policyDefinitions });
  const definition = Definition.parse(answer.body);
  const { properties } = definition;
  const { displayName, description, policyType, mode, metadata, parameters } = properties;
  const { category, version } = metadata ?? {};
  const { details } = properties.policyRule.then;
  const roles = details && "roleDefinitionIds" in details ? details.roleDefinitionIds : null;
  return {
    ...factsOf(definition.id, { displayName, description, policyType, category, version }),
    armId: definition.id,
    mode: mode ?? "All",
    parameters: Object.entries(parameters ?? {}).map(([name, one]) => parameterOf(name, one)),
    roleIds: (Array.isArray(roles) ? roles : []).map((role) =>
      nameOfId(String(role)).toLowerCase(),
    ),
    document: answer.body,
  };
}

function factsOf(
  armId: string,
  facts: Omit<z.infer<typeof Row>, "id" | "name">,
): PolicyDefinitionFacts {
  const id = armId.toLowerCase();
  const name = nameOfId(id);
  const [, managementGroup = ""] =
    /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)\//.exec(id) ?? [];
  return {
    id,
    name,
    displayName: facts.displayName || name,
    description: facts.description ?? "",
    policyType: facts.policyType || "Custom",
    category: facts.category ?? "",
    version: facts.version ?? "",
    subscriptionId: placeOf(id).subscriptionId,
    managementGroup,
  };
}

function parameterOf(name: string, one: z.infer<typeof Parameter>): PolicyParameter {
  const { displayName, description, strongType, assignPermissions } = one.metadata ?? {};
  return {
    name,
    type: TYPES.find((type) => type.toLowerCase() === one.type.toLowerCase()) ?? "String",
    displayName: displayName || name,
    description: description ?? "",
    strongType: strongType || null,
    // Published definitions have it as a boolean and as text.
    assignPermissions: String(assignPermissions ?? false).toLowerCase() === "true",
    allowedValues: one.allowedValues ?? null,
    ...(one.defaultValue === undefined ? {} : { defaultValue: one.defaultValue }),
  };
}
