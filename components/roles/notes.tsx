import type { FaultRecord } from "@/lib/cloud/faults";
import { MessageBar } from "../ui/status";

/** Where a table comes from, and when. */
export function Source({ says, url, date }: { says: string; url: string; date: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {says}
      <span className="sr-only"> (opens a new tab)</span> ({date})
    </a>
  );
}

/** A place in the middle of a sentence: names keep their spelling. */
export function inSentence(where: string): string {
  return where.charAt(0).toLowerCase() + where.slice(1);
}

/** Azure did not let the portal read, in Azure's own words. */
export function NotRead({ fault }: { fault: FaultRecord }) {
  return (
    <MessageBar kind="error" title="Azure did not let these roles be read">
      {fault.code}: {fault.message}
      {fault.requestId && ` (request id ${fault.requestId})`}
    </MessageBar>
  );
}

/** What a person sees who has a role on some resource groups only. */
export function OnlyGroups() {
  return (
    <MessageBar title="You see some resource groups of this subscription">
      The roles of the whole subscription can be read by who has a role on all of it, such as
      Reader. What you lack shows what you may do in each of your resource groups.
    </MessageBar>
  );
}
