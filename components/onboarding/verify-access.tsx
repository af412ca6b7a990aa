"use client";

import { useState, useTransition } from "react";
import { CLOUDS } from "@/lib/connectors/catalog";
import { verify } from "@/lib/onboarding/actions";
import type { DraftChoice } from "@/lib/onboarding/choice";
import { Button } from "../ui/button";
import { MessageBar } from "../ui/status";
import { type Found, VerifiedAccess } from "./verified-access";

/** Comes in with the connector's identity, before there is a connector, and names each right that is missing. */
export function VerifyAccess({ draftId, choice }: { draftId: string; choice: DraftChoice }) {
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, start] = useTransition();
  const { account, applied } = CLOUDS[choice.cloud];
  const run = () =>
    start(async () => {
      const result = await verify({ draftId, choice });
      setRefusal(result.ok ? null : result.refusal);
      setFound(result.ok ? result.value : null);
    });
  return (
    <>
      <p className="mt-0 mb-3 max-w-4xl">
        The portal comes into the {account} with the connector's own identity and looks for every
        right that your choice needs. You can create the connector before the {applied} is applied:
        the portal then looks again by itself.
      </p>
      <Button onClick={run} reason={pending ? "The portal is looking." : null}>
        Verify access
      </Button>
      <div className="mt-3" aria-live="polite">
        {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
        {found && <VerifiedAccess cloud={choice.cloud} found={found} />}
      </div>
    </>
  );
}
