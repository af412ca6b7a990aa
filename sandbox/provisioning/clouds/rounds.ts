import type { AccessBook } from "../../arm/access.ts";
import { CONNECTOR_TYPE, storedConnector } from "../../azure/security/connectors/connector.ts";
import { draw } from "../../draw.ts";
import type { Kernel, Resource } from "../../types.ts";
import { visitConnector } from "./visit.ts";
import { Visits } from "./visits.ts";

/** Where nothing was begun, Defender doesn't come again sooner than this, whatever its settings are. */
const SHORTEST_REST_MS = 60_000;
const HOUR_MS = 3_600_000;
const USUAL_SCAN_HOURS = 12;

/** Defender's visits to the connectors, each in its time. */
export class Rounds {
  readonly #kernel: () => Kernel;
  readonly #book: AccessBook;
  #visits: Visits | undefined;

  constructor(kernel: () => Kernel, book: AccessBook) {
    this.#kernel = kernel;
    this.#book = book;
  }

  /** To be told of every connector that is new or changed, and of a cloud in which clusters came to be. */
  connectorChanged(connector: Resource): void {
    const { clock } = this.#kernel();
    this.visits.plan(connector.id, clock.now() + this.#delayMs());
  }

  /** Comes to all connectors within some hours. */
  comeLater({ min, max }: { min: number; max: number }): void {
    const { clock, settings, store } = this.#kernel();
    for (const connector of store.scan({ types: [CONNECTOR_TYPE] })) {
      const share = draw(settings.get("seed"), this.visits.count());
      this.visits.plan(connector.id, clock.now() + min + share * (max - min));
    }
  }

  /** To be told that clusters have come to be, by their own clouds' ids: their connectors are visited soon. */
  clustersAdded(ids: readonly string[]): void {
    const { store } = this.#kernel();
    for (const connector of store.scan({ types: [CONNECTOR_TYPE] })) {
      if (ids.some((id) => isBehind(connector, id))) this.connectorChanged(connector);
    }
  }

  forget(connectorId: string): void {
    this.visits.forget(connectorId);
  }

  /** When the next visit is due; never is infinity. */
  get nextDue(): number {
    return this.visits.nextDue();
  }

  /** Makes the visits that are due. */
  visit(until: number): void {
    const kernel = this.#kernel();
    for (const { connectorKey, dueAt } of this.visits.due(until)) {
      const connector = kernel.store.get(connectorKey);
      if (!connector) {
        this.visits.forget(connectorKey);
        continue;
      }
      const { blocked, until: endsAt } = visitConnector(kernel, this.#book, connector, dueAt);
      const next = endsAt ?? kernel.clock.now() + this.#restMs(connector, blocked);
      this.visits.done(connectorKey, next, blocked);
    }
  }

  private get visits(): Visits {
    this.#visits ??= new Visits(this.#kernel().store);
    return this.#visits;
  }

  /** Until the next scan; sooner where something stood in the way, which people are likely to be removing. */
  #restMs(connector: Resource, blocked: object): number {
    if (Object.keys(blocked).length > 0) return Math.max(SHORTEST_REST_MS, this.#delayMs());
    const { scanInterval } = storedConnector(connector).properties.environmentData;
    return (scanInterval ?? USUAL_SCAN_HOURS) * HOUR_MS;
  }

  #delayMs(): number {
    const { settings } = this.#kernel();
    const { min, max } = settings.get("provisioningSeconds");
    return 1000 * (min + draw(settings.get("seed"), this.visits.count()) * (max - min));
  }
}

/** Whether a cluster's own id lies in the account or project of a connector. */
function isBehind(connector: Resource, id: string): boolean {
  const { hierarchyIdentifier, environmentData } = storedConnector(connector).properties;
  if (environmentData.environmentType === "AwsAccount") {
    return id.startsWith("arn:") && id.split(":")[4] === hierarchyIdentifier;
  }
  return id.includes(`/projects/${environmentData.projectDetails?.projectId}/`);
}
