import type { Store } from "../store.ts";

const GROUP_TYPE = "microsoft.management/managementgroups";
const SUBSCRIPTION_TYPE = "microsoft.resources/subscriptions";
/** Azure allows six levels below the root: https://learn.microsoft.com/azure/governance/management-groups/overview */
const DEEPEST = 8;

/** Which management groups stand above what, remembered until one of them moves. */
export class Hierarchy {
  readonly #store: Store;
  #version = "";
  #above = new Map<string, string[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Ids, in lower case, of the management groups above a resource, subscription or management group; nearest first. */
  above(scopeId: string): readonly string[] {
    this.#refresh();
    const container = CONTAINER.exec(scopeId.toLowerCase())?.[0];
    return (container !== undefined && this.#above.get(container)) || [];
  }

  /** Ids, in lower case, of the management groups and subscriptions below a management group. */
  below(groupId: string): string[] {
    this.#refresh();
    return [...this.#above].filter(([, above]) => above.includes(groupId)).map(([id]) => id);
  }

  #refresh(): void {
    const version = `${this.#store.version(GROUP_TYPE)} ${this.#store.version(SUBSCRIPTION_TYPE)}`;
    if (version === this.#version && this.#above.size > 0) return;
    this.#version = version;
    const parents = new Map<string, string | undefined>();
    for (const { id, parentId } of this.#store.scan({ types: [GROUP_TYPE, SUBSCRIPTION_TYPE] })) {
      parents.set(id.toLowerCase(), parentId);
    }
    this.#above = new Map([...parents.keys()].map((id) => [id, chain(parents, id)]));
  }
}

const known = new WeakMap<Store, Hierarchy>();

/** The one hierarchy of a store, which remembers what it has read. */
export function hierarchyOf(store: Store): Hierarchy {
  const made = known.get(store) ?? new Hierarchy(store);
  known.set(store, made);
  return made;
}

const CONTAINER = /^\/(subscriptions|providers\/microsoft\.management\/managementgroups)\/[^/]+/;

function chain(parents: ReadonlyMap<string, string | undefined>, id: string): string[] {
  const above: string[] = [];
  for (
    let parent = parents.get(id);
    parent && above.length < DEEPEST;
    parent = parents.get(parent)
  ) {
    above.push(parent);
  }
  return above;
}
