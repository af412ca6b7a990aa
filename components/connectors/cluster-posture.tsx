import type { EksPosture, GkePosture, Posture } from "@/lib/cloud/cloud";

const MODES: Record<EksPosture["authenticationMode"], string> = {
  API: "Access entries",
  API_AND_CONFIG_MAP: "Access entries and aws-auth",
  CONFIG_MAP: "aws-auth alone",
};

/** What of a cluster's set-up decides what Defender can see of it. */
export function ClusterPosture({ posture }: { posture: Posture | null }) {
  if (!posture) return <span className="text-muted">Not read yet</span>;
  const facts = posture.kind === "eks" ? eksFacts(posture) : gkeFacts(posture);
  return (
    <ul className="m-0 list-none p-0 text-xs">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

function eksFacts(posture: EksPosture): string[] {
  const { auditLogs, retentionDays, authenticationMode, agentlessAccess } = posture;
  const kept = retentionDays === null ? "kept without end" : `kept for ${retentionDays} days`;
  return [
    auditLogs ? `Audit log on, ${kept}` : "Audit log off",
    MODES[authenticationMode],
    agentlessAccess === null
      ? "Whether Defender's agentless role may enter stands in aws-auth"
      : `Defender's agentless role ${agentlessAccess ? "may enter" : "may not enter"}`,
  ];
}

function gkeFacts({ autopilot, logging }: GkePosture): string[] {
  return [autopilot ? "Autopilot" : "Standard", `Cloud Logging ${logging ? "on" : "off"}`];
}
