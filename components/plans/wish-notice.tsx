import type { ContainersPlan } from "@/lib/plans/queries";
import { MessageBar } from "../ui/status";
import { Time } from "../ui/time";

const WORDS: Record<string, { kind: "info" | "error" | "warning"; title: string }> = {
  queued: { kind: "info", title: "Applying…" },
  applying: { kind: "info", title: "Applying…" },
  failed: { kind: "error", title: "The last change was not applied" },
  conflict: {
    kind: "warning",
    title: "The last change was not sent: the plan had changed meanwhile",
  },
};

/** How the last change of the plan stands, in words; nothing when it went well. */
export function WishNotice({ wish }: { wish: NonNullable<ContainersPlan["wish"]> }) {
  const words = WORDS[wish.state];
  if (!words) return null;
  return (
    <MessageBar kind={words.kind} title={words.title}>
      Saved by {wish.by}, <Time at={wish.at} />.
      {wish.fault && (
        <>
          {" "}
          Azure said: {wish.fault.code}: {wish.fault.message}
          {wish.fault.requestId && ` (request id ${wish.fault.requestId})`}
        </>
      )}
    </MessageBar>
  );
}
