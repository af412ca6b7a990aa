"use client";

import { RefreshCw } from "lucide-react";
import { useEffect, useState, useTransition } from "react";
import type { ForeignCloud } from "@/lib/cloud/cloud";
import { CLOUDS } from "@/lib/connectors/catalog";
import { readClusters } from "@/lib/onboarding/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";

/** How the last reading of a connector's clusters went, as the page knows it now. */
export interface LastReading {
  /** When it last went well. */
  at: string | null;
  /** What went wrong if the last one failed. */
  fault: string | null;
}

/** A reading that nothing was heard of for so long is not waited for any more. */
const WAIT_MS = 120_000;

/** Has the clusters read again, and says when they are and what came of it. */
export function ReadClusters({
  connectorId,
  cloud,
  clusters,
  last,
}: {
  connectorId: string;
  cloud: ForeignCloud;
  clusters: number;
  last: LastReading;
}) {
  const [sending, send] = useTransition();
  const [before, setBefore] = useState<LastReading | null>(null);
  useEffect(() => {
    if (!before) return;
    if (before.at === last.at && before.fault === last.fault) {
      const timer = setTimeout(() => setBefore(null), WAIT_MS);
      return () => clearTimeout(timer);
    }
    setBefore(null);
    toast(
      last.fault
        ? { tone: "bad", title: `The clusters could not be read: ${last.fault}` }
        : { tone: "good", title: `${counted(clusters, CLOUDS[cloud].cluster)} read.` },
    );
  }, [before, last.at, last.fault, clusters, cloud]);
  const read = () =>
    send(async () => {
      const result = await readClusters({ connectorId });
      if (!result.ok) return toast({ tone: "bad", title: result.refusal });
      setBefore({ at: last.at, fault: last.fault });
    });
  const busy = sending || before !== null;
  return (
    <Button
      look="subtle"
      onClick={read}
      icon={<RefreshCw aria-hidden className={busy ? "size-4 animate-spin" : "size-4"} />}
      reason={busy ? "The clusters are being read." : null}
    >
      {busy ? "Reading clusters…" : "Read clusters now"}
    </Button>
  );
}
