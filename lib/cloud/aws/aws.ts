import type { ConnectorAccess, ConnectorCloud, ConnectorRules } from "../cloud.ts";
import { Account } from "./account.ts";
import { clusterChange, ensureOnCluster, operationFault } from "./change.ts";
import { clusters, readCluster } from "./eks-clusters.ts";
import { readAccess } from "./read-access.ts";

/** An AWS account as the connector's identity may use it. */
export function aws(access: ConnectorAccess, rules: ConnectorRules): ConnectorCloud {
  const account = new Account(access, rules);
  return {
    readAccess: (needed) => readAccess(account, needed),
    clusters: (describeAgain) => clusters(account, describeAgain),
    cluster: (arn) => readCluster(account, arn).then(({ facts }) => facts),
    clusterChange: (arn, wish) => clusterChange(account, arn, wish),
    ensureOnCluster: (arn, wish, before, earlier) =>
      ensureOnCluster(account, arn, wish, before, earlier),
    operationFault: (url) => operationFault(account, url),
  };
}
