"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import type { ForeignCloud } from "@/lib/cloud/cloud";
import { begin } from "@/lib/onboarding/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { draftHref } from "./draft-href";

/** Begins a draft and opens its wizard. */
export function BeginButton({ cloud }: { cloud: ForeignCloud }) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await begin({ cloud });
      if (!result.ok) return toast({ tone: "bad", title: result.refusal });
      router.push(draftHref(result.value.draftId));
    });
  return (
    <Button look="primary" onClick={run} reason={pending ? "The wizard is being opened." : null}>
      Begin
    </Button>
  );
}
