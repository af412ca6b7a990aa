"use client";

import { SCAN_HOURS } from "@/lib/connectors/catalog";
import { CodeBlock } from "../ui/code";
import { Field, INPUT } from "../ui/field";
import { AwsAccount } from "./aws-account";
import type { StepProps } from "./connector-wizard";
import { GcpProject } from "./gcp-project";
import { PlaceFields } from "./place-fields";
import { TextField } from "./text-field";

const ACCOUNT = { aws: AwsAccount, gcp: GcpProject } as const;

/** Which account or project is connected, and where its connector stands in Azure. */
export function Details(props: StepProps) {
  const { facts, choice, change } = props;
  const Account = ACCOUNT[choice.cloud];
  return (
    <>
      {facts.editing && (
        <p className="mt-0 text-muted">
          Name, place, region and account make the connector what it is, and can't be changed.
        </p>
      )}
      <TextField
        {...props}
        field="name"
        label="Connector name"
        required
        readOnly={facts.editing}
        hint="The connector is a resource of Azure: letters, digits, - and _."
      />
      <Account {...props} />
      <PlaceFields {...props} />
      <Field
        label="Scan interval"
        hint="How often Defender for Cloud reads the environment."
        required
      >
        {(control) => (
          <select
            {...control}
            value={choice.scanHours}
            onChange={(event) => change({ scanHours: Number(event.target.value) })}
            className={INPUT}
          >
            {SCAN_HOURS.map((hours) => (
              <option key={hours} value={hours}>
                {hours} hours
              </option>
            ))}
          </select>
        )}
      </Field>
      {facts.externalId && (
        <div className="grid max-w-3xl gap-x-4 gap-y-1 sm:grid-cols-[12rem_1fr]">
          <span className="pt-1 font-semibold">External ID</span>
          <div className="min-w-0">
            <CodeBlock label="External ID" code={facts.externalId} />
            <p className="m-0 text-xs text-muted">
              Made by the server for this connector, and never changed. The portal's role in the
              account asks for it, so that nobody else's connector can take the role.
            </p>
          </div>
        </div>
      )}
    </>
  );
}
