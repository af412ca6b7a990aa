"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { edit } from "@/lib/onboarding/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { draftHref } from "./draft-href";

/** Opens a connector's plans to be changed: with the components of Containers open, or where the plan is switched. */
export function SettingsButton({
  connectorId,
  containers,
  reason,
}: {
  connectorId: string;
  /** Whether the plan is on; off, it is turned on first. */
  containers: boolean;
  reason: string | null;
}) {
  const router = useRouter();
  const [opening, open] = useTransition();
  const run = () =>
    open(async () => {
      const result = await edit({ connectorId });
      if (!result.ok) return toast({ tone: "bad", title: result.refusal });
      const plans = draftHref(result.value.draftId, "plans");
      router.push(containers ? (`${plans}&settings=containers` as Route) : plans);
    });
  return (
    <Button onClick={run} reason={reason ?? (opening ? "The connector is being read." : null)}>
      {containers ? "Settings >" : "Turn the plan on >"}
    </Button>
  );
}
