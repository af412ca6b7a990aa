import type { ConnectorAccess, ConnectorCloud, ConnectorRules } from "../cloud.ts";
import { readAccess } from "./access.ts";
import { clusterChange, ensureOnCluster, operationFault } from "./cluster-change.ts";
import { clusters, readCluster } from "./clusters.ts";
import { Google } from "./google.ts";

/** A Google Cloud project as the portal's service account in it may use it. */
export function gcp(access: ConnectorAccess, rules: ConnectorRules): ConnectorCloud {
  const google = new Google(access, rules);
  return {
    readAccess: (needed) => readAccess(google, needed),
    clusters: () => clusters(google),
    cluster: async (id) => (await readCluster(google, id)).facts,
    clusterChange: (id, wish) => clusterChange(google, id, wish),
    ensureOnCluster: (id, wish, before, earlier) =>
      ensureOnCluster(google, id, wish, before, earlier),
    operationFault: (url) => operationFault(google, url),
  };
}
