export { clusterToVerify, type Verification, verifyCluster } from "./verify-cluster.ts";
