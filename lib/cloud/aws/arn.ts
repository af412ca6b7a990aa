const CLUSTER_ARN = /^arn:aws:eks:([a-z0-9-]+):(\d{12}):cluster\/([A-Za-z0-9][A-Za-z0-9_-]*)$/;

export interface EksPlace {
  region: string;
  account: string;
  name: string;
}

/** Where an EKS cluster is. Throws when the id is not that of one. */
export function placeOf(arn: string): EksPlace {
  const [, region, account, name] = CLUSTER_ARN.exec(arn) ?? [];
  if (!(region && account && name)) throw new Error(`Not the ARN of an EKS cluster: ${arn}`);
  return { region, account, name };
}

export function clusterArn({ region, account, name }: EksPlace): string {
  return `arn:aws:eks:${region}:${account}:cluster/${name}`;
}

export function roleArn(account: string, role: string): string {
  return `arn:aws:iam::${account}:role/${role}`;
}

/** Where control-plane logs of a cluster go. Source: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
export function logGroupOf(cluster: string): string {
  return `${LOG_GROUPS}${cluster}/cluster`;
}

/** What the names of all such log groups begin with. */
export const LOG_GROUPS = "/aws/eks/";
