/**
 * How fast lists answer over an estate of so many clusters: `node bench/lists.ts <clusters>`, started by bench.ts.
 * Each line is measured twice: as a page over HTTP in a signed-in session, and as its queries alone.
 */
import type { Person } from "../lib/access/model.ts";
import { db } from "../lib/db/client.ts";
import * as environments from "../lib/environments/queries.ts";
import { recommendation } from "../lib/recommendations/catalog.ts";
import { listQueryOf } from "../lib/recommendations/list-query.ts";
import {
  assessmentPage,
  facets,
  recommendations,
  statusCounts,
  subscriptionCount,
} from "../lib/recommendations/queries.ts";
import { startRemediation } from "../lib/remediations/start.ts";
import { read, signIn } from "./browser-session.ts";
import { startEstate } from "./estate.ts";
import { type Percentiles, timed } from "./timing.ts";

const OWNER = "olivia.owner@northwind.example";
const DEFENDER = "aksDefenderProfile";

export interface ListReport {
  clusters: number;
  startSeconds: number;
  discoverySeconds: number;
  /** The press of Fix on the largest selection there is; it is not waited for. */
  fix: { tasks: number; seconds: number };
  lists: { name: string; page: Percentiles | null; queries: Percentiles }[];
}

interface Measured {
  name: string;
  /** The page's address; none where the query has no page of its own. */
  path: string | null;
  queries: (person: Person) => Promise<unknown>;
}

const SEARCHES: [name: string, query: string][] = [
  ["recommendation, first page", ""],
  ["recommendation, last page", "before=end"],
  ["recommendation, search for one cluster", "search=-000321"],
  ["recommendation, search for many", "search=booking"],
  ["recommendation, search by one letter", "search=a"],
  ["recommendation, one region", "region=westeurope"],
  ["recommendation, newest change first", "sort=changed&order=desc"],
  ["recommendation, healthy by region", "status=healthy&sort=region"],
];

const MEASURED: readonly Measured[] = [
  ...SEARCHES.map(([name, query]) => ofRecommendation(name, query)),
  {
    name: "counts of the tabs",
    path: null,
    queries: (person) => statusCounts(person, DEFENDER, {}),
  },
  {
    name: "recommendations, overview",
    path: "/recommendations",
    queries: (person) => Promise.all([recommendations(person), subscriptionCount(person)]),
  },
  { name: "environments, tree", path: "/environments", queries: environmentTree },
  {
    name: "environments, search",
    path: "/environments?search=a",
    queries: (person) =>
      Promise.all([
        environments.environmentCounts(person),
        environments.subscriptionPage(person, { search: "a" }),
      ]),
  },
];

const clusters = Number(process.argv[2]);
const estate = await startEstate(clusters);
try {
  process.send?.(await report());
} finally {
  await estate.stop();
}
// The portal's own code, as it is used here, holds connections for as long as its process lives.
process.exit();

async function report(): Promise<ListReport> {
  const cookie = await signIn(estate.portalUrl, OWNER);
  const person = await db().person.findFirstOrThrow({ where: { username: OWNER } });
  const lists: ListReport["lists"] = [];
  for (const { name, path, queries } of MEASURED) {
    const page = path && (await timed(() => read(estate.portalUrl + path, cookie)));
    lists.push({ name, page: page || null, queries: await timed(() => queries(person)) });
  }
  const { startSeconds } = estate;
  return {
    clusters,
    startSeconds,
    discoverySeconds: await discoverySeconds(),
    lists,
    fix: await pressOfFix(person),
  };
}

/** How long a person waits after they have pressed Fix on everything that lacks the Azure Policy add-on. */
async function pressOfFix(person: Person) {
  const pressed = performance.now();
  const { total } = await startRemediation(
    { recommendationId: "aksPolicyAddon", selection: { kind: "all", filter: {} } },
    person,
  );
  return { tasks: total, seconds: (performance.now() - pressed) / 1000 };
}

/** A list of the recommendation on the Defender sensor, by its query in the URL. */
function ofRecommendation(name: string, query: string): Measured {
  const { assessmentKey } = recommendation(DEFENDER);
  const asked = listQueryOf(new URLSearchParams(query));
  return {
    name,
    path: `/recommendations/${assessmentKey}?${query}`,
    queries: (person) =>
      Promise.all([
        statusCounts(person, DEFENDER, asked.filter),
        facets(person, DEFENDER),
        assessmentPage(person, DEFENDER, asked),
      ]),
  };
}

async function environmentTree(person: Person): Promise<unknown> {
  const [groups] = await Promise.all([
    environments.groups(person),
    environments.environmentCounts(person),
    environments.lastDiscovery(),
  ]);
  return environments.subscriptionsIn(
    person,
    groups.map(({ id }) => id),
  );
}

/** How long the first look at the whole estate took. */
async function discoverySeconds(): Promise<number> {
  const { startedAt, finishedAt } = await db().discovery.findFirstOrThrow({
    where: { finishedAt: { not: null } },
    orderBy: { startedAt: "asc" },
  });
  return ((finishedAt?.getTime() ?? Number.NaN) - startedAt.getTime()) / 1000;
}
