import type { AccessReading, ForeignCloud } from "@/lib/cloud/cloud";
import { CLOUDS } from "@/lib/connectors/catalog";
import { accessState, missingRights, saidBy } from "@/lib/onboarding/model";
import { MessageBar } from "../ui/status";

export interface Found {
  reading: AccessReading;
  /** The version that the choice asks for. */
  needed: string;
}

/** What verifying has found, in words, and the other cloud's own where it said no. */
export function VerifiedAccess({
  cloud,
  found: { reading, needed },
}: {
  cloud: ForeignCloud;
  found: Found;
}) {
  const { short, applied } = CLOUDS[cloud];
  const { fault, identity, rights, template } = reading;
  if (fault) {
    return (
      <MessageBar kind="error" title="The portal can't come in">
        {saidBy(short, fault)} ({fault.code}
        {fault.requestId && `, request ${fault.requestId}`})
      </MessageBar>
    );
  }
  const missing = missingRights(reading);
  return (
    <>
      {accessState(reading) === "healthy" ? (
        <MessageBar kind="success" title="Access verified">
          The portal comes in as {identity}, and finds all {rights.length} rights that are needed.
        </MessageBar>
      ) : (
        <MessageBar kind="warning" title="Rights are missing">
          The portal comes in as {identity}, and does not find:
          <ul className="m-0 pl-5">
            {missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </MessageBar>
      )}
      {template !== needed && (
        <MessageBar kind="warning" title={`The ${applied} that is applied is another`}>
          Applied is {template || "none that is known"}; your choice needs {needed}. Apply the{" "}
          {applied} of this page.
        </MessageBar>
      )}
    </>
  );
}
