import type { WishView } from "@/lib/policy/queries";
import { VERBS } from "@/lib/policy/wish";
import { MessageBar, Status } from "../ui/status";
import { Time } from "../ui/time";

const KIND = { queued: "info", applying: "info", applied: "success", failed: "error" } as const;

/** How the last change of an assignment stands, with what was done so far. */
export function WishProgress({ wish, gone }: { wish: WishView; gone: boolean }) {
  const { verb, state, fault, steps, leftOut } = wish;
  const title = {
    queued: `${VERBS[verb].doing}…`,
    applying: `${VERBS[verb].doing}…`,
    applied: VERBS[verb].done,
    failed: "The last change was not applied",
  }[state];
  return (
    <MessageBar kind={KIND[state]} title={title}>
      By {wish.by}, <Time at={wish.at} />.
      {gone && verb === "remove" && state === "applied" && <> Nothing was removed from clusters.</>}
      {fault && state !== "applied" && (
        <>
          {" "}
          Azure said: {fault.code}: {fault.message}
          {fault.requestId && ` (request id ${fault.requestId})`}
        </>
      )}
      <ul className="my-1 list-none p-0">
        {steps.map((step) => (
          <li key={step.says}>
            <Status tone="good">{step.says}</Status>
          </li>
        ))}
      </ul>
      {leftOut.length > 0 && (
        <>
          These roles of its identity were not granted, because that takes User Access Administrator
          or Owner. Until somebody grants them, the policy can't deploy:
          <ul className="my-1 pl-5">
            {leftOut.map((one) => (
              <li key={`${one.scope} ${one.roleId}`} className="wrap-any">
                {one.roleName} on {one.scope}
              </li>
            ))}
          </ul>
        </>
      )}
    </MessageBar>
  );
}
