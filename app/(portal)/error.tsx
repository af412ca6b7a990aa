"use client";

import { Button } from "@/components/ui/button";
import { MessageBar } from "@/components/ui/status";

export default function PortalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <>
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <MessageBar kind="error">
        It is our fault, not yours.{" "}
        {error.digest && `The server's log has more under the reference ${error.digest}.`}
      </MessageBar>
      <Button onClick={reset}>Try again</Button>
    </>
  );
}
