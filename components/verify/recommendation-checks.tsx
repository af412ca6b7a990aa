import type { Route } from "next";
import Link from "next/link";
import { REASONS, STATUSES } from "@/lib/recommendations/catalog-spec";
import type { RecommendationCheck } from "@/lib/verify/model";
import { Status, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";
import { recommendationHref, VERDICT_TONES } from "./cluster-links";

const DEFENDERS: Record<string, Tone> = {
  Healthy: "good",
  Unhealthy: "bad",
  NotApplicable: "none",
};

/** Each recommendation of a cluster: how the portal judges it, and what Defender for Cloud itself says. */
export function RecommendationChecks({
  cluster,
  rows,
}: {
  /** Its name: each recommendation is opened where the cluster stands in its list. */
  cluster: string;
  rows: RecommendationCheck[];
}) {
  return (
    <Table label="Recommendations of this cluster">
      <thead>
        <tr>
          <Th className="w-2/5">Recommendation</Th>
          <Th>By the cluster's properties</Th>
          <Th>By Defender for Cloud</Th>
          <Th>Since</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td className="wrap-any">
              <Link href={recommendationHref(row.id, row.status, cluster)} prefetch={false}>
                {row.title}
              </Link>
            </Td>
            <Td label="By properties">
              <Judged row={row} />
            </Td>
            <Td label="By Defender" className="wrap-any">
              <Defender row={row} />
            </Td>
            <Td label="Since" className="whitespace-nowrap">
              {row.changedAt && <Time at={row.changedAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Judged({ row: { status, reason, remediationId } }: { row: RecommendationCheck }) {
  if (remediationId) {
    return (
      <Status tone="busy">
        <Link href={`/remediations/${remediationId}` as Route} prefetch={false}>
          Being changed
        </Link>
      </Status>
    );
  }
  if (!status) return <Status tone="none">Not judged yet</Status>;
  return (
    <>
      <Status tone={VERDICT_TONES[status]}>{STATUSES[status]}</Status>
      {reason && <span className="block text-xs text-muted">{REASONS[reason]}</span>}
    </>
  );
}

function Defender({ row: { defender } }: { row: RecommendationCheck }) {
  if ("fault" in defender) {
    return (
      <>
        <Status tone="warn">Could not be read</Status>
        <span className="block text-xs text-muted">
          {defender.fault.code}: {defender.fault.message}
        </span>
      </>
    );
  }
  if (!defender.value) return <Status tone="none">Defender has not assessed it yet</Status>;
  const { status, description, cause } = defender.value;
  return (
    <>
      <Status tone={DEFENDERS[status] ?? "info"}>
        {status === "NotApplicable" ? STATUSES.notApplicable : status}
      </Status>
      {(description ?? cause) && (
        <span className="block text-xs text-muted">{description ?? cause}</span>
      )}
    </>
  );
}
