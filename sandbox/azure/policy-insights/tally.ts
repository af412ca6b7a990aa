import type { PolicyState } from "./policy-state.ts";

/** Worse states come first: a resource is as bad as the worst that is found about it. */
const WORST_FIRST = ["NonCompliant", "Compliant", "Exempt"];

/** Counts resources by the worst of their states, and policies by the worst of theirs. */
class Counter {
  readonly #resources = new Map<string, string>();
  readonly #policies = new Map<string, string>();

  add(resource: string, policy: string, state: string): void {
    worsen(this.#resources, resource, state);
    worsen(this.#policies, policy, state);
  }

  /** @param condition what makes a query of this count's non-compliant states out of one of all */
  results(queryUri: string, condition: string): object {
    return {
      queryResultsUri: `${queryUri}&$filter=IsCompliant eq false${condition}`,
      nonCompliantResources: countOf(this.#resources, "NonCompliant"),
      nonCompliantPolicies: countOf(this.#policies, "NonCompliant"),
      resourceDetails: detailsOf(this.#resources),
      policyDetails: detailsOf(this.#policies),
      policyGroupDetails: [],
    };
  }
}

interface AssignmentTally {
  first: PolicyState;
  counter: Counter;
  definitions: Map<string, { first: PolicyState; counter: Counter }>;
}

/** A summary of policy states: of all, of each assignment, and of each policy in it. */
export class Tally {
  readonly #queryUri: string;
  readonly #whole = new Counter();
  readonly #assignments = new Map<string, AssignmentTally>();

  constructor(queryUri: string) {
    this.#queryUri = queryUri;
  }

  add(states: readonly PolicyState[]): void {
    for (const state of states) {
      const { resourceId, complianceState } = state;
      const assignmentKey = state.policyAssignmentId.toLowerCase();
      const definitionKey = `${state.policyDefinitionId} ${state.policyDefinitionReferenceId}`;
      const assignment = this.#assignments.get(assignmentKey) ?? {
        first: state,
        counter: new Counter(),
        definitions: new Map(),
      };
      this.#assignments.set(assignmentKey, assignment);
      const definition = assignment.definitions.get(definitionKey) ?? {
        first: state,
        counter: new Counter(),
      };
      assignment.definitions.set(definitionKey, definition);
      this.#whole.add(resourceId, `${assignmentKey} ${definitionKey}`, complianceState);
      assignment.counter.add(resourceId, definitionKey, complianceState);
      definition.counter.add(resourceId, definitionKey, complianceState);
    }
  }

  summary(): object {
    return {
      results: this.#whole.results(this.#queryUri, ""),
      policyAssignments: [...this.#assignments.values()].map((assignment) =>
        this.#ofAssignment(assignment),
      ),
    };
  }

  #ofAssignment({ first, counter, definitions }: AssignmentTally): object {
    const condition = ` and PolicyAssignmentId eq '${first.policyAssignmentId}'`;
    return {
      policyAssignmentId: first.policyAssignmentId,
      policySetDefinitionId: first.policySetDefinitionId,
      results: counter.results(this.#queryUri, condition),
      policyDefinitions: [...definitions.values()].map(({ first: state, counter: own }) => ({
        policyDefinitionId: state.policyDefinitionId,
        policyDefinitionReferenceId: state.policyDefinitionReferenceId,
        policyDefinitionGroupNames: [],
        effect: state.policyDefinitionAction,
        results: own.results(
          this.#queryUri,
          `${condition} and PolicyDefinitionId eq '${state.policyDefinitionId}'`,
        ),
      })),
      policyGroups: [],
    };
  }
}

function worsen(worst: Map<string, string>, key: string, state: string): void {
  const before = worst.get(key);
  if (before === undefined || WORST_FIRST.indexOf(state) < WORST_FIRST.indexOf(before)) {
    worst.set(key, state);
  }
}

function countOf(worst: ReadonlyMap<string, string>, wanted: string): number {
  return [...worst.values()].filter((state) => state === wanted).length;
}

function detailsOf(worst: ReadonlyMap<string, string>): object[] {
  return WORST_FIRST.map((state) => ({
    complianceState: state.toLowerCase(),
    count: countOf(worst, state),
  })).filter(({ count }) => count > 0);
}
