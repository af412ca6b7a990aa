import type { OperationError } from "../operations.ts";
import type { Store } from "../store.ts";

/** What makes Defender deploy the sensor: the plan's component; everything else is a policy assignment's id. */
export const PLAN = "plan";

/**
 * A deployment on one cluster. Those of a remediation task stay, for they are its history; others go once they have
 * begun or have turned out not to be needed.
 */
export interface Deployment {
  number: number;
  clusterKey: string;
  /** The name of the policy definition that says what is deployed. */
  definition: string;
  /** PLAN, or the lower-case id of the assignment. */
  cause: string;
  remediationKey?: string;
  state: "planned" | "running" | "succeeded" | "failed" | "canceled";
  /** When to look at it next; nothing while it waits for a right or for its turn. */
  dueAt?: number;
  operationId?: string;
  error?: OperationError;
  createdAt: number;
  updatedAt: number;
}

export type PlannedDeployment = Pick<Deployment, "clusterKey" | "definition" | "cause"> & {
  remediationKey?: string;
  dueAt?: number;
  now: number;
};

interface DeploymentRow {
  number: number;
  cluster_key: string;
  definition: string;
  cause: string;
  remediation_key: string | null;
  state: Deployment["state"];
  due_at: number | null;
  operation_id: string | null;
  error: string | null;
  created_at: number;
  updated_at: number;
}

// A cluster that changes again before its turn comes is looked at later; one that waits for a right is looked at again.
const PLAN_ONE = `
INSERT INTO deployment (cluster_key, definition, cause, remediation_key, state, due_at, created_at, updated_at)
VALUES (?, ?, ?, ?, 'planned', ?, ?, ?)
ON CONFLICT (cluster_key, definition, cause) WHERE remediation_key IS NULL
DO UPDATE SET due_at = excluded.due_at, updated_at = excluded.updated_at`;

/** The deployments that are planned, under way, or part of a remediation task. */
export class Deployments {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  plan({ clusterKey, definition, cause, remediationKey, dueAt, now }: PlannedDeployment): void {
    this.#store
      .statement(PLAN_ONE)
      .run(clusterKey, definition, cause, remediationKey ?? null, dueAt ?? null, now, now);
  }

  /** How many were ever planned, by which delays are drawn. */
  count(): number {
    const row = this.#store.statement("SELECT max(number) AS last FROM deployment").get();
    return Number(row?.last ?? 0);
  }

  /** When the next one is due; with `all` false, the next one of a remediation task. */
  nextDue(all: boolean): number {
    const only = all ? "" : " AND remediation_key IS NOT NULL";
    const row = this.#store
      .statement(`SELECT min(due_at) AS due FROM deployment WHERE due_at IS NOT NULL${only}`)
      .get();
    return typeof row?.due === "number" ? row.due : Number.POSITIVE_INFINITY;
  }

  due(until: number, all: boolean): Deployment[] {
    const only = all ? "" : " AND remediation_key IS NOT NULL";
    const rows = this.#store
      .statement(`SELECT * FROM deployment WHERE due_at <= ?${only} ORDER BY due_at, number`)
      .all(until) as unknown as DeploymentRow[];
    return rows.map(deploymentOf);
  }

  /** Those of a remediation task, in the order in which they were planned. */
  of(remediationKey: string): Deployment[] {
    const rows = this.#store
      .statement("SELECT * FROM deployment WHERE remediation_key = ? ORDER BY number")
      .all(remediationKey.toLowerCase()) as unknown as DeploymentRow[];
    return rows.map(deploymentOf);
  }

  drop({ number }: Deployment): void {
    this.#store.statement("DELETE FROM deployment WHERE number = ?").run(number);
  }

  /** Looks again at a moment; without one, when somebody says so. */
  postpone({ number }: Deployment, dueAt: number | null): void {
    this.#store.statement("UPDATE deployment SET due_at = ? WHERE number = ?").run(dueAt, number);
  }

  begun({ number }: Deployment, operationId: string, endsAt: number, now: number): void {
    this.#store
      .statement(
        "UPDATE deployment SET state = 'running', operation_id = ?, due_at = ?, updated_at = ? WHERE number = ?",
      )
      .run(operationId, endsAt, now, number);
  }

  ended(
    { number }: Deployment,
    state: Deployment["state"],
    now: number,
    error?: OperationError,
  ): void {
    this.#store
      .statement(
        "UPDATE deployment SET state = ?, due_at = NULL, error = ?, updated_at = ? WHERE number = ?",
      )
      .run(
        state,
        error ? JSON.stringify({ code: error.code, message: error.message }) : null,
        now,
        number,
      );
  }

  /** Gives the next waiting deployment of a remediation task its turn. */
  next(remediationKey: string, now: number): void {
    this.#store
      .statement(
        `UPDATE deployment SET due_at = ? WHERE number = (SELECT min(number) FROM deployment
         WHERE remediation_key = ? AND state = 'planned' AND due_at IS NULL)`,
      )
      .run(now, remediationKey);
  }

  /** Ends all of a remediation task that have not begun. */
  cancel(remediationKey: string, now: number): void {
    this.#store
      .statement(
        "UPDATE deployment SET state = 'canceled', due_at = NULL, updated_at = ? WHERE remediation_key = ? AND state = 'planned'",
      )
      .run(now, remediationKey.toLowerCase());
  }

  /** Forgets all of a remediation task. */
  forget(remediationKey: string): void {
    this.#store
      .statement("DELETE FROM deployment WHERE remediation_key = ?")
      .run(remediationKey.toLowerCase());
  }

  /** Looks again at those of an assignment that wait for a right. */
  wake(cause: string, dueAt: number): void {
    this.#store
      .statement(
        "UPDATE deployment SET due_at = ? WHERE cause = ? AND due_at IS NULL AND remediation_key IS NULL",
      )
      .run(dueAt, cause);
  }
}

function deploymentOf(row: DeploymentRow): Deployment {
  return {
    number: row.number,
    clusterKey: row.cluster_key,
    definition: row.definition,
    cause: row.cause,
    ...(row.remediation_key !== null && { remediationKey: row.remediation_key }),
    state: row.state,
    ...(row.due_at !== null && { dueAt: row.due_at }),
    ...(row.operation_id !== null && { operationId: row.operation_id }),
    ...(row.error !== null && { error: JSON.parse(row.error) }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
