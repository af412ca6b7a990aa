/** Below the path of all API servers, those of EKS stand at their region, account and name. */
export const EKS_ADDRESS =
  /^(?<id>\/eks\/[a-z0-9-]+\/\d{12}\/[0-9A-Za-z][0-9A-Za-z_-]*)(?<path>\/.*|)$/;

const SERVERS = "/kubernetes";

/** Where a cluster's API server answers. */
export function endpointOf(origin: string, arn: string): string {
  const [, , , region, account, place = ""] = arn.split(":");
  return `${origin}${SERVERS}/eks/${region}/${account}/${place.split("/")[1]}`;
}

/** The ARN of the cluster whose server stands at `/eks/REGION/ACCOUNT/NAME`. */
export function arnAt(address: string): string {
  const [, , region, account, name] = address.split("/");
  return `arn:aws:eks:${region}:${account}:cluster/${name}`;
}
