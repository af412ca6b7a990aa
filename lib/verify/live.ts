export { foreignCommands } from "./commands.ts";
export { isForeign, twinOf } from "./foreign-cluster.ts";
export {
  clusterToVerify,
  type Verification,
  type VerifiedCluster,
  verifyCluster,
} from "./verify-cluster.ts";
