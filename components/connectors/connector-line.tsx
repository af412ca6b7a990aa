import { Cloud } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { CLOUDS, CONNECTOR_COMPONENTS } from "@/lib/connectors/catalog";
import type { ConnectorRow } from "@/lib/connectors/queries";
import { HEALTH } from "@/lib/connectors/states";
import { Status } from "../ui/status";
import { Td, Tr } from "../ui/table";

/** The address of a connector's page; its ARM id is one parameter, as everywhere. */
export function connectorHref(id: string): Route {
  return `/environments/connectors?id=${encodeURIComponent(id)}` as Route;
}

/** One connector among the environments; its name leads to its page. */
export function ConnectorLine({ row, className }: { row: ConnectorRow; className?: string }) {
  const { label, tone, says } = HEALTH[row.health];
  return (
    <Tr>
      <Td className={className}>
        <span className="flex items-start gap-1.5">
          <Cloud aria-hidden className="mt-0.5 size-4 shrink-0 text-link" />
          <span className="min-w-0">
            <Link href={connectorHref(row.id)} prefetch={false} className="wrap-any">
              {row.name}
            </Link>
            <span className="block text-xs text-muted">
              {CLOUDS[row.cloud].account} {row.projectId || row.hierarchyId}
              {row.membership === "Organization" && ", with its organisation"}
              {` in ${row.subscription}`}
            </span>
          </span>
        </span>
      </Td>
      <Td label="State">
        <span title={says}>
          <Status tone={tone}>{label}</Status>
        </span>
      </Td>
      <Td label="Clusters" className="text-right tabular-nums">
        {row.syncedAt ? row.clusters.toLocaleString("en") : "–"}
      </Td>
      <Td label="Without sensor" className="text-right tabular-nums">
        {row.syncedAt && row.containers ? row.withoutSensor.toLocaleString("en") : "–"}
      </Td>
      <Td label="Containers plan" className="sm:pl-8">
        <Status tone={row.containers ? "good" : "warn"}>{row.containers ? "On" : "Off"}</Status>
      </Td>
      <Td label="Defender coverage" className="whitespace-nowrap">
        {row.containers
          ? `${row.components} of ${CONNECTOR_COMPONENTS.length} components`
          : "Foundational CSPM only"}
      </Td>
    </Tr>
  );
}
