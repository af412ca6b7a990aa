import type { Store } from "../../store.ts";
import { EXEMPTION_TYPE, storedExemption } from "../authorization/policy-exemption.ts";
import { isWithin, type Rule } from "./policy-book.ts";

interface Exemption {
  /** In lower case. */
  scope: string;
  references: readonly string[];
  /** Milliseconds since 1970; never when infinite. */
  expiresAt: number;
}

/** The exemptions in the store, remembered until one of them changes. */
class ExemptionBook {
  readonly #store: Store;
  #version = -1;
  #byAssignment = new Map<string, Exemption[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  covers(resourceKey: string, { key, set }: Rule, now: number): boolean {
    this.#refresh();
    return (this.#byAssignment.get(key) ?? []).some(
      ({ scope, references, expiresAt }) =>
        expiresAt > now &&
        (references.length === 0 || references.includes(set?.referenceId.toLowerCase() ?? "")) &&
        isWithin(this.#store, resourceKey, scope),
    );
  }

  touches(resourceKey: string): boolean {
    this.#refresh();
    return [...this.#byAssignment.values()].some((exemptions) =>
      exemptions.some(({ scope }) => isWithin(this.#store, resourceKey, scope)),
    );
  }

  #refresh(): void {
    const version = this.#store.version(EXEMPTION_TYPE);
    if (version === this.#version) return;
    this.#version = version;
    this.#byAssignment = new Map();
    for (const resource of this.#store.scan({ types: [EXEMPTION_TYPE] })) {
      const { policyAssignmentId, policyDefinitionReferenceIds, expiresOn } =
        storedExemption(resource);
      const key = policyAssignmentId.toLowerCase();
      const exemption = {
        scope: resource.id
          .toLowerCase()
          .replace(/\/providers\/microsoft\.authorization\/policyexemptions\/[^/]+$/, ""),
        references: (policyDefinitionReferenceIds ?? []).map((id) => id.toLowerCase()),
        expiresAt: expiresOn ? Date.parse(expiresOn) : Number.POSITIVE_INFINITY,
      };
      this.#byAssignment.set(key, [...(this.#byAssignment.get(key) ?? []), exemption]);
    }
  }
}

const books = new WeakMap<Store, ExemptionBook>();

/** Whether an exemption that has not run out frees a resource of a policy. */
export function isExempt(store: Store, resourceKey: string, rule: Rule, now: number): boolean {
  return bookOf(store).covers(resourceKey, rule, now);
}

/** Whether there is any exemption of a resource, in force or not, from whatever policy. */
export function isTouchedByExemption(store: Store, resourceKey: string): boolean {
  return bookOf(store).touches(resourceKey);
}

function bookOf(store: Store): ExemptionBook {
  const book = books.get(store) ?? new ExemptionBook(store);
  books.set(store, book);
  return book;
}
