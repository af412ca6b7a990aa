"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { discard } from "@/lib/onboarding/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";

/** Throws a draft of the list away. */
export function DiscardDraft({ draftId, title }: { draftId: string; title: string }) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await discard({ draftId });
      if (!result.ok) toast({ tone: "bad", title: result.refusal });
      router.refresh();
    });
  return (
    <Button look="subtle" onClick={run} reason={pending ? "It is being discarded." : null}>
      Discard<span className="sr-only"> {title}</span>
    </Button>
  );
}
