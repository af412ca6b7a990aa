import type { OutputFile } from "../options/model.ts";
import { bash } from "../options/quote.ts";
import { type ArcTarget, unfitForArc } from "./arc-script.ts";
import { GRANT_SCRIPT } from "./grant-script.ts";

export const GRANT_FILE = "GrantAccessToEksClusters.py";
const CLUSTERS_FILE = "clusters.txt";

export interface AccessFiles {
  /** The Python script, the clusters it is told of, and the line that runs it. */
  script: OutputFile;
  clusters: OutputFile;
  command: string;
  /** The same by eksctl, a line each. */
  eksctl: OutputFile;
  leftOut: { target: ArcTarget; why: string }[];
}

/** What lets a role into EKS clusters by their ConfigMap aws-auth: the article's two ways. */
export function accessFiles(targets: readonly ArcTarget[], roleArn: string): AccessFiles {
  const leftOut = targets.flatMap((target) => {
    // A line of a file, or of a shell, ends where a line ends.
    const why = /[\p{Cc}\u2028\u2029]/u.test(target.name)
      ? "Its name has characters that end a line."
      : unfitForArc(target, "bash");
    return why ? [{ target, why }] : [];
  });
  const out = new Set(leftOut.map(({ target }) => target));
  const fit = targets.filter((target) => !out.has(target));
  return {
    script: {
      name: GRANT_FILE,
      does: "A Python script that adds the role to the ConfigMap aws-auth of each cluster, and keeps everything else in it.",
      text: GRANT_SCRIPT,
    },
    clusters: {
      name: CLUSTERS_FILE,
      does: "The chosen clusters, an ARN on each line.",
      text: fit.map(({ id }) => `${id}\n`).join(""),
    },
    command: ["python3", GRANT_FILE, "--clusters-file", CLUSTERS_FILE, "--role-arn", roleArn]
      .map(bash)
      .join(" "),
    eksctl: {
      name: "eksctl.sh",
      does: "A line of eksctl for each cluster, as the article has it.",
      text: fit.map((target) => `${eksctlLine(target, roleArn)}\n`).join(""),
    },
    leftOut,
  };
}

/** The article's command for one cluster. Source: eksctl 0.155 or later; the article of 2025-01. */
export function eksctlLine({ name, region }: Pick<ArcTarget, "name" | "region">, roleArn: string) {
  const words = ["eksctl", "create", "iamidentitymapping", "--cluster", name, "--region", region];
  return [...words, "--arn", roleArn, "--group", "system:masters", "--no-duplicate-arns"]
    .map(bash)
    .join(" ");
}
