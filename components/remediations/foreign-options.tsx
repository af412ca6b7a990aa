"use client";

import { RETENTION_DAYS } from "@/lib/connectors/catalog";
import type { Options } from "@/lib/remediations/model";
import { RadioGroup } from "../onboarding/radio-group";
import { Field, INPUT } from "../ui/field";

/** For how many days CloudWatch keeps what the control plane writes. */
export function RetentionChoice({
  options,
  onChange,
}: {
  options: Options;
  onChange: (options: Options) => void;
}) {
  return (
    <Field
      label="Retention"
      hint="CloudWatch knows these periods alone, and charges the AWS account for what it keeps. A log group that is there keeps this period from then on, also where it was longer or for ever."
    >
      {(control) => (
        <select
          {...control}
          value={options.retentionDays ?? ""}
          onChange={(event) => onChange({ ...options, retentionDays: Number(event.target.value) })}
          className={INPUT}
        >
          {RETENTION_DAYS.map((days) => (
            <option key={days} value={days}>
              {days === 1 ? "1 day" : `${days} days`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const FROM = [
  {
    value: "sensor" as const,
    label: "Automatic provisioning of the sensor",
    hint: "ms_defender_container_exclude_agents, and today's name ms_defender_container_exclude_sensors",
  },
  {
    value: "agentless" as const,
    label: "Agentless discovery",
    hint: "ms_defender_container_exclude_agentless",
  },
];

/** What a tag, or on Google Cloud a label, keeps the clusters out of. */
export function ExclusionChoice({
  options,
  onChange,
}: {
  options: Options;
  onChange: (options: Options) => void;
}) {
  return (
    <RadioGroup
      label="Out of"
      value={options.from ?? "sensor"}
      options={FROM}
      onChange={(from) => onChange({ ...options, from })}
    />
  );
}
