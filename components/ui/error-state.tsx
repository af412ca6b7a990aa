import type { ReactNode } from "react";
import { MessageBar } from "./status";

/** What stands where a page could not be shown: what to do, and the reference under which the log tells why. */
export function ErrorState({
  title,
  reference,
  children,
}: {
  title: string;
  /** The digest or request id that the log carries too. */
  reference?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <div className="mx-auto my-10 max-w-2xl">
      <MessageBar kind="error" title={title}>
        {children}
        {reference && (
          <p className="mt-2 mb-0 text-xs text-muted">
            Reference <code className="font-mono select-all">{reference}</code>
          </p>
        )}
      </MessageBar>
    </div>
  );
}
