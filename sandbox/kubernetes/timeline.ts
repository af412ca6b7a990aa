import type { Clock } from "../clock.ts";
import { draw } from "../draw.ts";
import type { Store } from "../store.ts";
import type { Resource } from "../types.ts";
import { ADD_ONS, type AddOn, type Wanted, wantedOn } from "./add-ons.ts";
import { AKS_TYPE, ARC_TYPE, clusterBehind, EXTENSION_TYPE } from "./cluster.ts";

/** Since when an add-on runs on a cluster, and until when it did. Milliseconds since 1970. */
export interface Stage {
  since: number;
  until?: number;
}
export type Stages = Partial<Record<AddOn, Stage>>;

const DAY_MS = 86_400_000;
const WATCHED = [AKS_TYPE, ARC_TYPE, EXTENSION_TYPE];

/**
 * Remembers when each add-on came and went. The state itself is ARM's; ARM only does not say when it became so,
 * and a pod's age tells. Clusters that nobody changed since the estate was made need no row.
 */
export class Timeline {
  readonly #store: Store;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    store.watch(WATCHED, {
      before: (id) => this.#remember(id),
      after: (id, now) => this.#follow(id, now ?? clock.now()),
    });
  }

  stagesOf(cluster: Resource): Stages {
    return this.#read(cluster.id) ?? firstStages(cluster, wantedOn(this.#store, cluster));
  }

  /** Keeps how a cluster was before its first change. */
  #remember(id: string): void {
    const cluster = clusterBehind(this.#store, id);
    if (cluster && !this.#read(cluster.id)) this.#write(cluster.id, this.stagesOf(cluster));
  }

  #follow(id: string, now: number): void {
    const cluster = clusterBehind(this.#store, id);
    if (!cluster) {
      this.#store
        .statement("DELETE FROM cluster_timeline WHERE cluster_key = ?")
        .run(id.toLowerCase());
      return;
    }
    const known = this.#read(cluster.id);
    const wanted = wantedOn(this.#store, cluster);
    const next: Stages = { ...known };
    for (const name of ADD_ONS) {
      const stage = nextStage(known?.[name], wanted[name], now);
      if (stage) next[name] = stage;
    }
    this.#write(cluster.id, next);
  }

  #read(id: string): Stages | undefined {
    const row = this.#store
      .statement("SELECT stages FROM cluster_timeline WHERE cluster_key = ?")
      .get(id.toLowerCase());
    return row && JSON.parse(String(row.stages));
  }

  #write(id: string, stages: Stages): void {
    this.#store
      .statement(
        "INSERT INTO cluster_timeline VALUES (?, ?) ON CONFLICT (cluster_key) DO UPDATE SET stages = excluded.stages",
      )
      .run(id.toLowerCase(), JSON.stringify(stages));
  }
}

function nextStage(
  known: Stage | undefined,
  { on, settled }: Wanted,
  now: number,
): Stage | undefined {
  const running = known !== undefined && known.until === undefined;
  if (!settled || on === running) return known;
  return known && running ? { ...known, until: now } : { since: now };
}

/** A cluster of the estate has been running for days before the estate's first moment. */
function firstStages({ id, createdAt }: Resource, wanted: Record<AddOn, Wanted>): Stages {
  const days =
    3 +
    draw(
      [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0),
      0,
    ) *
      60;
  const since = Math.round(createdAt - days * DAY_MS);
  const running = ADD_ONS.filter((name) => wanted[name].on);
  return Object.fromEntries(running.map((name) => [name, { since }]));
}
