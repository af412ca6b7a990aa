import { lastDiscovery } from "@/lib/environments/queries";
import { MessageBar } from "../ui/status";
import { Time } from "../ui/time";

/** When the estate was last read, and what went wrong if the last reading failed. */
export async function Freshness() {
  const { doneAt, running, fault } = await lastDiscovery();
  const said = fault as { code?: string; message?: string; requestId?: string | null } | null;
  return (
    <>
      {said && (
        <MessageBar kind="warning" title="The estate could not be read the last time">
          {said.code}: {said.message} {said.requestId && `Request id ${said.requestId}.`} What is
          shown is older.
        </MessageBar>
      )}
      <p className="mt-4 text-xs text-muted">
        {doneAt ? (
          <>
            Read from Azure <Time at={doneAt} />.
          </>
        ) : (
          "The estate is being read for the first time."
        )}
        {running && doneAt && " It is being read again now."}
      </p>
    </>
  );
}
