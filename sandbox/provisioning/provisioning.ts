import type { AccessBook } from "../arm/access.ts";
import { policyBookOf, type Rule } from "../azure/policy-insights/policy-book.ts";
import { subjectsAt } from "../azure/policy-insights/subjects.ts";
import type { Kernel, Resource } from "../types.ts";
import { type Cause, causeOf, causesFor, deploys } from "./causes.ts";
import { delayMs } from "./delays.ts";
import type { Deployments } from "./deployments.ts";
import { look } from "./look.ts";
import { targetOf } from "./targets.ts";

/** What is due within so much time is done at once: a clock that jumps ahead passes hours in few steps. */
const STEP_MS = 1000;

/**
 * What Defender for Cloud and Azure Policy deploy on clusters by themselves. Nothing runs: whenever a cluster, a plan,
 * an assignment or a role changes, it is written down which clusters are to be looked at and when, and `settle`,
 * which is called before anything is read, does what is due, in the order of time. So a restart changes nothing.
 */
export class Provisioning {
  readonly deployments: Deployments;
  readonly #kernel: () => Kernel;
  readonly #book: AccessBook;

  /** @param kernel the parts that deployments work with, of which this is one */
  constructor(kernel: () => Kernel, book: AccessBook, deployments: Deployments) {
    this.#kernel = kernel;
    this.#book = book;
    this.deployments = deployments;
  }

  /** Ends every operation and begins every deployment whose time has come. */
  settle(): void {
    const { clock, operations, store } = this.#kernel();
    const now = clock.now();
    for (;;) {
      const due = Math.min(operations.nextDue, this.deployments.nextDue(this.#isOn()));
      if (due > now) return;
      const until = Math.min(now, due + STEP_MS);
      operations.settle(until);
      store.transaction(() => {
        for (const deployment of this.deployments.due(until, this.#isOn())) {
          look(this.#kernel(), this.#book, deployment, Math.max(due, deployment.dueAt ?? due));
        }
      });
    }
  }

  /** To be told of every change of a cluster, as it will be when its operation ends. */
  clusterChanged(cluster: Resource, endsAt: number): void {
    if (!this.#isOn()) return;
    for (const cause of causesFor(this.#kernel().store, cluster))
      this.#plan(cluster, cause, endsAt);
  }

  /** To be told when the component for the sensor was turned on: existing clusters get it too. */
  sensorTurnedOn(subscriptionId: string): void {
    if (this.#isOn())
      this.#planAll(`/subscriptions/${subscriptionId}`, ({ key }) => key === "plan");
  }

  /** To be told of every new or changed assignment: Defender sees to its own, and to the plan's, at once. */
  assignmentChanged(assignment: Resource): void {
    if (!this.#isOn()) return;
    const { store } = this.#kernel();
    for (const rule of policyBookOf(store).of(assignment.id)) {
      if (!deploys(rule)) continue;
      const { byDefender, key } = causeOf(rule);
      this.#planAll(
        rule.scope,
        (cause) =>
          cause.key === (byDefender ? key : "plan") && cause.definition === rule.definition.id,
      );
    }
  }

  /** To be told of every role that is given: what waits for one is looked at again. */
  roleGiven(principalId: string): void {
    const { store, clock } = this.#kernel();
    const mine = ({ principalId: id }: Rule) => id?.toLowerCase() === principalId.toLowerCase();
    for (const { key } of policyBookOf(store).all().filter(mine)) {
      this.deployments.wake(key, clock.now());
    }
  }

  #planAll(scope: string, isWanted: (cause: Cause) => boolean): void {
    const { store, clock } = this.#kernel();
    for (const cluster of subjectsAt(store, scope)) {
      for (const cause of causesFor(store, cluster).filter(isWanted)) {
        this.#plan(cluster, cause, clock.now());
      }
    }
  }

  #plan(cluster: Resource, cause: Cause, from: number): void {
    const kernel = this.#kernel();
    if (!targetOf(cause.definition)?.isLacking(kernel, cluster)) return;
    const dueAt = from + delayMs(kernel.settings, cause, this.deployments.count());
    this.deployments.plan({
      clusterKey: cluster.id.toLowerCase(),
      definition: cause.definition,
      cause: cause.key,
      dueAt,
      now: kernel.clock.now(),
    });
  }

  #isOn(): boolean {
    return this.#kernel().settings.get("provisioning") === "on";
  }
}
