import { z } from "zod";
import type { Store } from "../store.ts";
import type { Access, Principal } from "../types.ts";
import { Hierarchy } from "./hierarchy.ts";
import { type RoleDefinition, roleAllows, roleById } from "./roles.ts";

export const ASSIGNMENT_TYPE = "microsoft.authorization/roleassignments";

/** The parts of a role assignment that decide what it allows. */
const Assignment = z.object({
  properties: z.object({
    principalId: z.string().toLowerCase(),
    roleDefinitionId: z.string(),
    scope: z.string().toLowerCase(),
  }),
});

/** What is built into the tenant lies below no scope; whoever may read such things anywhere may read these. */
const BUILT_IN = /^\/providers\/microsoft\.authorization\//;

interface Grant {
  /** In lower case; `/` is everything. */
  scope: string;
  role: RoleDefinition;
}

/** Works out, from the role assignments in the store, what each principal may do. */
export class AccessBook {
  readonly #store: Store;
  readonly #hierarchy: Hierarchy;
  #version = -1;
  #grants = new Map<string, Grant[]>();

  constructor(store: Store) {
    this.#store = store;
    this.#hierarchy = new Hierarchy(store);
  }

  /** What the principal may do now. */
  of(principal: Principal): Access {
    const grants = this.#grantsOf(principal.objectId);
    const holding = (action: string) => grants.filter(({ role }) => roleAllows(role, action));
    return {
      principal,
      allows: (action, scopeId) => {
        const id = scopeId.toLowerCase();
        return holding(action).some(({ scope }) => BUILT_IN.test(id) || this.#covers(scope, id));
      },
      coverage: (action) => this.#highest(holding(action).map(({ scope }) => scope)),
      rolesAt: (scopeId) =>
        grants
          .filter(({ scope }) => this.#covers(scope, scopeId.toLowerCase()))
          .map(({ role }) => role),
      touches: (scopeId) => {
        const id = scopeId.toLowerCase();
        return grants.some(({ scope }) => this.#covers(scope, id) || this.#covers(id, scope));
      },
    };
  }

  #grantsOf(objectId: string): readonly Grant[] {
    const version = this.#store.version(ASSIGNMENT_TYPE);
    if (version !== this.#version) {
      this.#version = version;
      this.#grants = readGrants(this.#store);
    }
    return this.#grants.get(objectId.toLowerCase()) ?? [];
  }

  #covers(scope: string, id: string): boolean {
    return isAtOrBelow(id, scope) || this.#hierarchy.above(id).includes(scope);
  }

  #highest(scopes: readonly string[]): string[] {
    const all = new Set(scopes.flatMap((scope) => [scope, ...this.#hierarchy.below(scope)]));
    return [...all].filter(
      (scope) => ![...all].some((other) => other !== scope && isAtOrBelow(scope, other)),
    );
  }
}

/** Whether an id is a scope or lies below it; both in lower case. Does not know of management groups. */
export function isAtOrBelow(id: string, scope: string): boolean {
  return scope === "/" || id === scope || id.startsWith(`${scope}/`);
}

function readGrants(store: Store): Map<string, Grant[]> {
  const grants = new Map<string, Grant[]>();
  for (const { body } of store.scan({ types: [ASSIGNMENT_TYPE] })) {
    const { principalId, roleDefinitionId, scope } = Assignment.parse(body).properties;
    const role = roleById(roleDefinitionId);
    if (!role) continue;
    grants.set(principalId, [...(grants.get(principalId) ?? []), { scope, role }]);
  }
  return grants;
}
