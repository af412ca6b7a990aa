import type { FaultRecord } from "@/lib/cloud/faults";
import { MessageBar } from "../ui/status";

/** Azure's own "no" to a read that a page needs. */
export function Faulted({ what, fault }: { what: string; fault: FaultRecord }) {
  return (
    <MessageBar kind="error" title={`${what} could not be read`}>
      Azure said: {fault.code}: {fault.message}
      {fault.requestId && ` (request id ${fault.requestId})`}
    </MessageBar>
  );
}
