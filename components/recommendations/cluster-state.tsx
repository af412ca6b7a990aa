import Link from "next/link";
import { Status, type Tone } from "../ui/status";

const TONE_OF: Record<string, Tone> = { Succeeded: "good", Failed: "bad", Canceled: "warn" };

/** What keeps a cluster from being changed just now, or how its last change went. */
export function ClusterState({
  row,
}: {
  row: {
    /** The remediation that is changing it now. */
    remediationId: string | null;
    powerState: string;
    /** Whether Azure Arc reaches it; of no matter elsewhere. */
    connectivity?: string | null;
    provisioningState: string;
  };
}) {
  const { remediationId, powerState, connectivity, provisioningState } = row;
  if (remediationId) {
    return (
      <Status tone="busy">
        <Link href={`/remediations/${remediationId}`} prefetch={false}>
          Being changed
        </Link>
      </Status>
    );
  }
  if (powerState === "Stopped") return <Status tone="stopped">Stopped</Status>;
  if (connectivity && connectivity !== "Connected") {
    return <Status tone="warn">{connectivity}</Status>;
  }
  return <Status tone={TONE_OF[provisioningState] ?? "busy"}>{provisioningState}</Status>;
}
