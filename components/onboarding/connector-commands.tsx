"use client";

import { Pencil, ShieldCheck, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { edit, verifyConnector } from "@/lib/onboarding/actions";
import { accessState } from "@/lib/onboarding/model";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import type { DeletedConnector } from "./delete-panel";
import { draftHref } from "./draft-href";
import { type LastReading, ReadClusters } from "./read-clusters";

// Without a fallback of its own, loading it would hide the page that it opens from, and with it the focus.
const DeletePanel = dynamic(() => import("./delete-panel").then((module) => module.DeletePanel), {
  loading: () => null,
});

const FOUND = {
  healthy: { tone: "good", title: "Access verified: every right that is needed is there." },
  lacking: { tone: "bad", title: "The portal comes in, and rights are missing." },
  refused: { tone: "bad", title: "The portal can't come in." },
  unknown: { tone: "bad", title: "Nothing was found." },
} as const;

/** What can be done with a connector that is there, and why not. */
export function ConnectorCommands({
  connector,
  reading,
  mayNot,
  live,
}: {
  connector: DeletedConnector;
  reading: LastReading;
  /** What the person lacks to change it. */
  mayNot: string | null;
  /** Whether a change is being applied. */
  live: boolean;
}) {
  const router = useRouter();
  const connectorId = connector.id;
  const [deleting, setDeleting] = useState(false);
  const [opening, open] = useTransition();
  const [looking, look] = useTransition();
  const locked = mayNot ?? (live ? "A change is being applied." : null);
  const change = () =>
    open(async () => {
      const result = await edit({ connectorId });
      if (!result.ok) return toast({ tone: "bad", title: result.refusal });
      router.push(draftHref(result.value.draftId, "plans"));
    });
  const verify = () =>
    look(async () => {
      const result = await verifyConnector({ connectorId });
      toast(
        result.ok
          ? FOUND[accessState(result.value.reading)]
          : { tone: "bad", title: result.refusal },
      );
      router.refresh();
    });
  return (
    <>
      <Button
        look="subtle"
        onClick={change}
        icon={<Pencil aria-hidden className="size-4" />}
        reason={locked ?? (opening ? "The connector is being read." : null)}
      >
        Edit
      </Button>
      <Button
        look="subtle"
        onClick={verify}
        icon={<ShieldCheck aria-hidden className="size-4" />}
        reason={mayNot ?? (looking ? "The portal is looking." : null)}
      >
        Verify access
      </Button>
      <ReadClusters
        connectorId={connectorId}
        cloud={connector.cloud}
        clusters={connector.clusters}
        last={reading}
      />
      <Button
        look="subtle"
        onClick={() => setDeleting(true)}
        icon={<Trash2 aria-hidden className="size-4" />}
        reason={locked}
      >
        Delete…
      </Button>
      {deleting && <DeletePanel connector={connector} onClose={() => setDeleting(false)} />}
    </>
  );
}
