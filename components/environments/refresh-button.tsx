"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { refresh } from "@/lib/environments/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";

/** Has the estate read again; the page draws itself anew when that is done. */
export function RefreshButton() {
  const router = useRouter();
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await refresh({});
      if (!result.ok) toast({ tone: "bad", title: result.refusal });
      router.refresh();
    });
  return (
    <Button
      look="subtle"
      onClick={run}
      reason={pending ? "The estate is being read." : null}
      icon={
        <RefreshCw aria-hidden className={pending ? "size-4 motion-safe:animate-spin" : "size-4"} />
      }
    >
      Refresh
    </Button>
  );
}
