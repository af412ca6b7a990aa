import type { CloudId, ClusterType } from "./catalog.ts";
import { endpointsOf, type Places, probeOf } from "./model.ts";

/** Name of the Job and of its file. */
export const JOB_NAME = "breakwater-network-check";

/**
 * Has a shell, curl and the certificate authorities that curl trusts: Azure Linux's base image has curl and not the
 * authorities. It comes from the registry that AKS and Arc must reach anyway, so nothing more has to be opened.
 * Source: https://github.com/Azure/azure-cli/blob/dev/azure-linux.dockerfile (2025-10).
 */
const IMAGE = "mcr.microsoft.com/azure-cli:2.67.0";

/** The first line of what the Job prints begins so; the last one says how many endpoints it tried. */
export const REPORT_VERSION = 1;
/** So many are tried at once: each is a curl of some ten megabytes. */
const AT_ONCE = 8;

export interface JobSpec extends Places {
  cloud: CloudId;
  type: ClusterType;
}

/** The Job as YAML, ready for `kubectl apply -f`. */
export function jobManifest(spec: JobSpec): string {
  return `# Tries from inside of the cluster what its sensor must reach, and prints one line of JSON an endpoint.
# It needs no rights in the cluster, writes nothing, and is gone an hour after it ended.
apiVersion: batch/v1
kind: Job
metadata:
  name: ${JOB_NAME}
  namespace: default
spec:
  backoffLimit: 0
  activeDeadlineSeconds: 600
  ttlSecondsAfterFinished: 3600
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${JOB_NAME}
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      nodeSelector:
        kubernetes.io/os: linux
      securityContext:
        runAsNonRoot: true
        runAsUser: 65534
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: check
          image: ${IMAGE}
          # Where the cluster goes out through a proxy that its pods are not told of, name it here:
          # env:
          #   - name: HTTPS_PROXY
          #     value: http://proxy.example:3128
          command: ["/bin/sh", "-c"]
          args:
            - |
${indented(checkScript(spec), 14)}
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
`;
}

/**
 * The script that the Job runs. It only tells what curl found; what that means is said by the portal, so that old
 * results read as well as new ones. curl follows no redirect unless it is told to.
 */
export function checkScript(spec: JobSpec): string {
  const targets = endpointsOf(spec.cloud, spec.type).flatMap((endpoint) => {
    const probe = probeOf(endpoint, spec);
    return "none" in probe ? [] : [[endpoint.id, probe.host, String(endpoint.port)]];
  });
  const calls = targets.flatMap((words, index) => [
    `check ${words.map(quoted).join(" ")} &`,
    ...((index + 1) % AT_ONCE === 0 ? ["wait"] : []),
  ]);
  const { cloud, type, region } = spec;
  const head = JSON.stringify({ breakwater: REPORT_VERSION, cloud, type, region });
  return `${SCRIPT_HEAD}
printf '%s\\n' ${quoted(head)}
${calls.join("\n")}
wait
printf '%s\\n' ${quoted(JSON.stringify({ checked: targets.length }))}
`;
}

const SCRIPT_HEAD = `set -u
check() {
  found=$(curl --silent --head --output /dev/null --connect-timeout 5 --max-time 10 \\
    --write-out '"ip":"%{remote_ip}","resolved":%{time_namelookup},"connected":%{time_connect},"secured":%{time_appconnect},"total":%{time_total},"proxy":"%{http_connect}"' \\
    "https://$2:$3/")
  code=$?
  printf '{"id":"%s","host":"%s","port":%s,"exit":%s,%s}\\n' "$1" "$2" "$3" "$code" "$found"
}`;

/** A word of a POSIX shell, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function indented(text: string, spaces: number): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line ? " ".repeat(spaces) + line : line))
    .join("\n");
}
