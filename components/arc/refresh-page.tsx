"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "../ui/button";

/** Has the server read the page's facts again. */
export function RefreshPage() {
  const router = useRouter();
  const [reading, start] = useTransition();
  return (
    <Button
      look="subtle"
      icon={<RefreshCw aria-hidden className="size-4" />}
      reason={reading ? "Azure is being read." : null}
      onClick={() => start(() => router.refresh())}
    >
      Refresh
    </Button>
  );
}
