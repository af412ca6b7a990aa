import type { Route } from "next";
import Link from "next/link";
import type { RemediationRow } from "@/lib/remediations/queries";
import { counted } from "../ui/counted";
import { MessageBar } from "../ui/status";
import { TimeOfDay } from "../ui/time";

/** What the hour after a removal has shown. */
export function WatchState({ head }: { head: RemediationRow }) {
  const { watchedUntil, watchedAt, returned, recommendationId } = head;
  if (!watchedUntil) return null;
  if (returned > 0) {
    return (
      <MessageBar kind="warning" title={`It came back on ${counted(returned, "cluster")}`}>
        Each cluster's row says what brought it back.{" "}
        <Link href={`/removal?component=${recommendationId}` as Route} prefetch={false}>
          Plan the removal again
        </Link>
        , and take that away first.
      </MessageBar>
    );
  }
  const over = watchedAt !== null && watchedAt >= watchedUntil;
  return over ? (
    <MessageBar kind="success">
      It was watched until <TimeOfDay at={watchedUntil} />: nothing brought it back.
    </MessageBar>
  ) : (
    <MessageBar>
      Whether something brings it back is watched until <TimeOfDay at={watchedUntil} />. So far
      nothing has.
    </MessageBar>
  );
}
