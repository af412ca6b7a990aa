import { isAtOrBelow } from "../../arm/access.ts";
import { hierarchyOf } from "../../arm/hierarchy.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import {
  identityOf,
  POLICY_ASSIGNMENT_TYPE,
  storedAssignment,
} from "../authorization/policy-assignment.ts";
import {
  BENCHMARK,
  findDefinition,
  isBenchmark,
  referenceIdOf,
  setDefinitionId,
} from "../authorization/policy-catalog/catalog.ts";
import type { PolicyDefinition } from "../authorization/policy-catalog/definition.ts";
import { type ParameterValues, parameterValue } from "../authorization/policy-parameters.ts";
import { scopeAndAbove } from "../authorization/scoped.ts";

/** One policy that is in force somewhere, by an assignment of itself or of an initiative that holds it. */
export interface Rule {
  assignment: Resource;
  /** The assignment's id in lower case. */
  key: string;
  displayName: string;
  definition: PolicyDefinition;
  /** Present when the assignment is of an initiative. */
  set?: { id: string; referenceId: string };
  /** In lower case. */
  scope: string;
  notScopes: readonly string[];
  values: ParameterValues;
  parameter: (name: string) => unknown;
  /** `DeployIfNotExists`, `Audit` and so on, in the definition's spelling. */
  effect: string;
  /** False for an assignment that only looks: enforcementMode DoNotEnforce. */
  enforced: boolean;
  /** The object id of the identity that deploys. */
  principalId: string | undefined;
}

/** The policies in force, read from the assignments in the store and remembered until one of them changes. */
export class PolicyBook {
  readonly #store: Store;
  #version = -1;
  #byScope = new Map<string, Rule[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The policies that look at a resource, those of the nearest scope first. */
  over(resourceId: string): Rule[] {
    this.#refresh();
    const scopes = scopeAndAbove(this.#store, resourceId);
    const above = new Set(scopes);
    return scopes
      .flatMap((scope) => this.#byScope.get(scope) ?? [])
      .filter(({ notScopes }) => !isLeftOut(resourceId.toLowerCase(), notScopes, above));
  }

  /** The policies of one assignment. */
  of(assignmentId: string): Rule[] {
    const key = assignmentId.toLowerCase();
    return this.all().filter((rule) => rule.key === key);
  }

  all(): Rule[] {
    this.#refresh();
    return [...this.#byScope.values()].flat();
  }

  #refresh(): void {
    const version = this.#store.version(POLICY_ASSIGNMENT_TYPE);
    if (version === this.#version) return;
    this.#version = version;
    this.#byScope = new Map();
    for (const assignment of this.#store.scan({ types: [POLICY_ASSIGNMENT_TYPE] })) {
      for (const rule of rulesOf(assignment)) {
        this.#byScope.set(rule.scope, [...(this.#byScope.get(rule.scope) ?? []), rule]);
      }
    }
  }
}

const books = new WeakMap<Store, PolicyBook>();

/** The one book of a store. */
export function policyBookOf(store: Store): PolicyBook {
  const book = books.get(store) ?? new PolicyBook(store);
  books.set(store, book);
  return book;
}

/** Whether a policy's scope holds a resource, both in lower case. */
export function isWithin(store: Store, resourceKey: string, scope: string): boolean {
  return isAtOrBelow(resourceKey, scope) || hierarchyOf(store).above(resourceKey).includes(scope);
}

function isLeftOut(
  resourceKey: string,
  notScopes: readonly string[],
  above: ReadonlySet<string>,
): boolean {
  return notScopes.some((scope) => above.has(scope) || isAtOrBelow(resourceKey, scope));
}

function rulesOf(assignment: Resource): Rule[] {
  const stored = storedAssignment(assignment);
  const { policyDefinitionId, scope, notScopes, parameters, enforcementMode } = stored.properties;
  const common = {
    assignment,
    key: assignment.id.toLowerCase(),
    displayName: stored.properties.displayName ?? assignment.name,
    scope: scope.toLowerCase(),
    notScopes: notScopes.map((one) => one.toLowerCase()),
    enforced: enforcementMode === "Default",
    principalId: identityOf(stored),
  };
  const rule = (definition: PolicyDefinition, values: ParameterValues): Rule => {
    const parameter = (name: string) => parameterValue(definition, values, name);
    return { ...common, definition, values, parameter, effect: String(parameter("effect")) };
  };
  const definition = findDefinition(policyDefinitionId);
  if (definition) return [rule(definition, parameters)];
  if (!isBenchmark(policyDefinitionId)) return [];
  return BENCHMARK.members.map((member) => ({
    ...rule(member, {}),
    set: { id: setDefinitionId(BENCHMARK.id), referenceId: referenceIdOf(member) },
  }));
}
