import type { AccessBook } from "../arm/access.ts";
import { policyBookOf, type Rule } from "../azure/policy-insights/policy-book.ts";
import { subjectsAt } from "../azure/policy-insights/subjects.ts";
import { PRICING_TYPE } from "../azure/security/pricing.ts";
import { draw } from "../draw.ts";
import type { Access, Kernel, Principal, Resource } from "../types.ts";
import { type Cause, causeOf, causesFor, deploys, isSensorOn } from "./causes.ts";
import { Rounds } from "./clouds/rounds.ts";
import { delayMs } from "./delays.ts";
import { type Deployments, PLAN } from "./deployments.ts";
import { look } from "./look.ts";
import { targetOf } from "./targets.ts";

/** What is due within so much time is done at once: a clock that jumps ahead passes hours in few steps. */
const STEP_MS = 1000;

const HOUR_MS = 3_600_000;
const FIRST_ROUND_MS = { min: 2 * HOUR_MS, max: 8 * HOUR_MS };

/**
 * What Defender for Cloud and Azure Policy deploy on clusters by themselves. Nothing runs: whenever a cluster, a plan,
 * an assignment or a role changes, it is written down which clusters are to be looked at and when, and `settle`,
 * which is called before anything is read, does what is due, in the order of time. So a restart changes nothing.
 */
export class Provisioning {
  readonly deployments: Deployments;
  /** Defender's visits to the connectors. */
  readonly #rounds: Rounds;
  readonly #kernel: () => Kernel;
  readonly #book: AccessBook;

  /** @param kernel the parts that deployments work with, of which this is one */
  constructor(kernel: () => Kernel, book: AccessBook, deployments: Deployments) {
    this.#kernel = kernel;
    this.#book = book;
    this.deployments = deployments;
    this.#rounds = new Rounds(kernel, book);
  }

  /** What an identity that deploys may do now. */
  accessOf(principal: Principal): Access {
    return this.#book.of(principal);
  }

  /** Ends every operation and begins every deployment whose time has come. */
  settle(): void {
    const { clock, operations, store } = this.#kernel();
    const now = clock.now();
    for (;;) {
      const visit = this.#isOn() ? this.#rounds.nextDue : Number.POSITIVE_INFINITY;
      const due = Math.min(operations.nextDue, this.deployments.nextDue(this.#isOn()), visit);
      if (due > now) return;
      const until = Math.min(now, due + STEP_MS);
      operations.settle(until);
      store.transaction(() => {
        for (const deployment of this.deployments.due(until, this.#isOn())) {
          look(this.#kernel(), this.#book, deployment, Math.max(due, deployment.dueAt ?? due));
        }
        if (this.#isOn()) this.#rounds.visit(until);
      });
    }
  }

  /** To be told of every new or changed connector to another cloud. */
  connectorChanged(connector: Resource): void {
    this.#rounds.connectorChanged(connector);
  }

  /** To be told of a connector that was deleted. */
  connectorDeleted(connectorId: string): void {
    this.#rounds.forget(connectorId);
  }

  /** Plans when Defender first comes to the connectors of a new estate: not soon either. */
  connectorsCome(): void {
    this.#rounds.comeLater(FIRST_ROUND_MS);
  }

  /** To be told of every change of a cluster, as it will be when its operation ends. */
  clusterChanged(cluster: Resource, endsAt: number): void {
    if (!this.#isOn()) return;
    for (const cause of causesFor(this.#kernel().store, cluster))
      this.#plan(cluster, cause, endsAt);
  }

  /** To be told of clusters that are simply there from now on. */
  clustersAdded(ids: readonly string[]): void {
    const { store, clock } = this.#kernel();
    if (!this.#isOn()) return;
    // Defender finds those of other clouds at its next visit, which comes soon.
    this.#rounds.clustersAdded(ids.filter((id) => !id.startsWith("/subscriptions/")));
    store.transaction(() => {
      for (const id of ids) {
        const cluster = store.get(id);
        if (cluster) this.clusterChanged(cluster, clock.now());
      }
    });
  }

  /**
   * Plans when Defender first comes round to the clusters of a new estate. Not soon: whoever tries the estate out
   * finds clusters to fix for some hours, also where the component is on.
   */
  comeRound(): void {
    const { store, clock, settings } = this.#kernel();
    if (!this.#isOn()) return;
    const from = (n: number) => {
      const share = draw(settings.get("seed"), n);
      return clock.now() + FIRST_ROUND_MS.min + share * (FIRST_ROUND_MS.max - FIRST_ROUND_MS.min);
    };
    store.transaction(() => {
      const plans = store
        .statement(
          "SELECT subscription_id AS id FROM resource WHERE type = ? AND name = 'Containers'",
        )
        .all(PRICING_TYPE);
      for (const subscriptionId of plans.map(({ id }) => String(id))) {
        if (!isSensorOn(store, subscriptionId)) continue;
        this.#planAll(`/subscriptions/${subscriptionId}`, ({ key }) => key === PLAN, from);
      }
    });
  }

  /** To be told when an extension is taken from a cluster: only Defender notices that, the cluster has not changed. */
  extensionRemoved(clusterId: string, endsAt: number): void {
    const { store } = this.#kernel();
    const cluster = store.get(clusterId);
    if (!cluster || !this.#isOn()) return;
    const causes = causesFor(store, cluster).filter(({ byDefender }) => byDefender);
    for (const cause of causes) this.#plan(cluster, cause, endsAt);
  }

  /** To be told when the component for the sensor was turned on: existing clusters get it too. */
  sensorTurnedOn(subscriptionId: string): void {
    if (this.#isOn()) this.#planAll(`/subscriptions/${subscriptionId}`, ({ key }) => key === PLAN);
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
          cause.key === (byDefender ? key : PLAN) && cause.definition === rule.definition.id,
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

  /** @param from when the wait for the nth planned deployment begins; now unless said otherwise */
  #planAll(
    scope: string,
    isWanted: (cause: Cause) => boolean,
    from: (n: number) => number = () => this.#kernel().clock.now(),
  ): void {
    const { store } = this.#kernel();
    for (const cluster of subjectsAt(store, scope)) {
      for (const cause of causesFor(store, cluster).filter(isWanted)) {
        this.#plan(cluster, cause, from(this.deployments.count()));
      }
    }
  }

  #plan(cluster: Resource, cause: Cause, from: number): void {
    const kernel = this.#kernel();
    if (!targetOf(cause.definition)?.isLacking(kernel, cluster)) return;
    const dueAt = Math.round(from) + delayMs(kernel.settings, cause, this.deployments.count());
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
