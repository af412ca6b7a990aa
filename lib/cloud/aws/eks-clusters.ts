import type { ClusterFacts, ClusterPage } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { associationsOf, letsIn } from "./access-entry.ts";
import { type Account, absentAsNull } from "./account.ts";
import { clusterArn, type EksPlace, LOG_GROUPS, logGroupOf, placeOf } from "./arn.ts";
import { EksCluster, factsOf, modeOf } from "./eks-facts.ts";
import { CREDENTIALS_ENDED } from "./fault-of.ts";
import { inParallel } from "./in-parallel.ts";

/** So many regions are read at once, and in each of them so many clusters. */
const REGIONS_AT_ONCE = 10;
const CLUSTERS_AT_ONCE = 3;
/** AWS gives at most so many names on a page, and so many log groups. */
const NAMES_A_PAGE = 100;
const GROUPS_A_PAGE = 50;

/** One cluster as it is now. With `roleArn` it is looked whether this role may enter, instead of the usual one. */
export async function readCluster(
  account: Account,
  arn: string,
  roleArn?: string,
): Promise<{ facts: ClusterFacts; cluster: EksCluster }> {
  const place = placeOf(arn);
  const cluster = await describe(account, place);
  const [retentionDays, agentlessAccess] = await Promise.all([
    retentionOf(account, place),
    accessOf(account, place, cluster, roleArn),
  ]);
  const beside = { retentionDays, agentlessAccess };
  return { facts: factsOf(cluster, beside, place.region, account.access), cluster };
}

/** All clusters of all regions. A region that is closed to the portal is named, and the others are read. */
export async function* clusters(
  account: Account,
  describeAgain: (id: string) => boolean,
): AsyncGenerator<ClusterPage> {
  const regions = await regionsOf(account);
  const refusals: CloudFault[] = [];
  const pages = inParallel(regions, REGIONS_AT_ONCE, (region) =>
    clustersIn(account, region, describeAgain).catch((error) => {
      // Any other fault is one of the whole reading.
      if (!(error instanceof CloudFault && isClosed(error))) throw error;
      refusals.push(error);
      return { described: [], unchanged: [], unread: [{ region, fault: error.record() }] };
    }),
  );
  for await (const page of pages) {
    const [refusal] = refusals;
    if (refusal && refusals.length === regions.length) throw refusal;
    yield page;
  }
}

/**
 * Whether a region is closed to the portal: by the organisation, or because the account has not enabled it, where
 * AWS takes credentials for unknown (as far as known).
 */
function isClosed({ kind, code }: CloudFault): boolean {
  return kind === "forbidden" || CREDENTIALS_ENDED.has(code);
}

async function regionsOf(account: Account): Promise<readonly string[]> {
  if (account.access.regions.length > 0) return account.access.regions;
  const ec2 = await account.client("ec2");
  // Without AllRegions it lists those that the account has enabled.
  const { Regions = [] } = await ec2.describeRegions({});
  return Regions.flatMap(({ RegionName }) => (RegionName ? [RegionName] : []));
}

async function clustersIn(
  account: Account,
  region: string,
  describeAgain: (id: string) => boolean,
): Promise<ClusterPage> {
  const places = (await namesIn(account, region)).map((name) => ({
    region,
    account: account.id,
    name,
  }));
  const unchanged = places.map(clusterArn).filter((arn) => !describeAgain(arn));
  const asked = places.filter((place) => describeAgain(clusterArn(place)));
  const described: ClusterFacts[] = [];
  if (asked.length === 0) return { described, unchanged, unread: [] };
  const retention = await retentionsIn(account, region);
  for await (const facts of inParallel(asked, CLUSTERS_AT_ONCE, read)) {
    if (facts) described.push(facts);
  }
  return { described, unchanged, unread: [] };

  /** Null where it has left since it was listed. */
  async function read(place: EksPlace): Promise<ClusterFacts | null> {
    const cluster = await absentAsNull(describe(account, place));
    if (!cluster) return null;
    const retentionDays = retention.get(logGroupOf(place.name)) ?? null;
    const agentlessAccess = await accessOf(account, place, cluster);
    return factsOf(cluster, { retentionDays, agentlessAccess }, region, account.access);
  }
}

async function namesIn(account: Account, region: string): Promise<string[]> {
  const eks = await account.client("eks", region);
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listClusters({
      maxResults: NAMES_A_PAGE,
      ...(nextToken ? { nextToken } : {}),
    });
    names.push(...(page.clusters ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

async function describe(account: Account, { region, name }: EksPlace): Promise<EksCluster> {
  const eks = await account.client("eks", region);
  return EksCluster.parse((await eks.describeCluster({ name })).cluster);
}

/** Whether the role of agentless discovery may enter; null where access entries don't decide it. */
async function accessOf(
  account: Account,
  place: EksPlace,
  cluster: EksCluster,
  roleArn = account.access.agentlessRoleArn,
): Promise<boolean | null> {
  if (modeOf(cluster) === "CONFIG_MAP") return null;
  return letsIn(await associationsOf(account, place, roleArn));
}

/** How long the log group of a cluster keeps what it has; null for ever, or where there is none. */
async function retentionOf(account: Account, { region, name }: EksPlace): Promise<number | null> {
  const groups = await retentionsIn(account, region, logGroupOf(name));
  return groups.get(logGroupOf(name)) ?? null;
}

/** Days by the names of those log groups of clusters that do not keep theirs for ever. */
async function retentionsIn(
  account: Account,
  region: string,
  prefix = LOG_GROUPS,
): Promise<Map<string, number>> {
  const logs = await account.client("logs", region);
  const days = new Map<string, number>();
  let nextToken: string | undefined;
  do {
    const page = await logs.describeLogGroups({
      logGroupNamePrefix: prefix,
      limit: GROUPS_A_PAGE,
      ...(nextToken ? { nextToken } : {}),
    });
    for (const { logGroupName = "", retentionInDays } of page.logGroups ?? []) {
      if (retentionInDays) days.set(logGroupName, retentionInDays);
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return days;
}
