"use client";

import { Pencil, ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { edit, verifyConnector } from "@/lib/onboarding/actions";
import { accessState } from "@/lib/onboarding/model";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { draftHref } from "./draft-href";

const FOUND = {
  healthy: { tone: "good", title: "Access verified: every right that is needed is there." },
  lacking: { tone: "bad", title: "The portal comes in, and rights are missing." },
  refused: { tone: "bad", title: "The portal can't come in." },
  unknown: { tone: "bad", title: "Nothing was found." },
} as const;

/** What can be done with a connector that is there: edit it, look at its access again. */
export function ConnectorCommands({ connectorId }: { connectorId: string }) {
  const router = useRouter();
  const [opening, open] = useTransition();
  const [looking, look] = useTransition();
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
        reason={opening ? "The connector is being read." : null}
      >
        Edit
      </Button>
      <Button
        look="subtle"
        onClick={verify}
        icon={<ShieldCheck aria-hidden className="size-4" />}
        reason={looking ? "The portal is looking." : null}
      >
        Verify access
      </Button>
    </>
  );
}
