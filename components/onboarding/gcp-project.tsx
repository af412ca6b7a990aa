"use client";

import type { StepProps } from "./connector-wizard";
import { Excluded } from "./excluded";
import { RadioGroup } from "./radio-group";
import { TextField } from "./text-field";

/** Which project of Google Cloud is connected, alone or with its organisation. */
export function GcpProject(props: StepProps) {
  const { facts, choice, change } = props;
  return (
    <>
      <RadioGroup
        label="Onboard"
        value={choice.organization ? "organization" : "project"}
        onChange={(value) => change({ organization: value === "organization" })}
        options={[
          { value: "project", label: "Single project" },
          {
            value: "organization",
            label: "Organization",
            hint: "The projects of the organisation are connected too, by a management project.",
          },
        ]}
      />
      {choice.organization && (
        <TextField
          {...props}
          field="organizationId"
          label="Organization ID"
          required
          hint="Digits, as gcloud organizations list shows them."
        />
      )}
      <TextField
        {...props}
        field="projectId"
        label={choice.organization ? "Management project ID" : "GCP project ID"}
        required
        readOnly={facts.editing}
        hint="As it stands in the project's dashboard; not its display name."
      />
      <TextField
        {...props}
        field="projectNumber"
        label="GCP project number"
        required
        readOnly={facts.editing}
        hint="Digits, beside the ID in the project's dashboard."
      />
      {choice.organization && <Excluded {...props} label="Project numbers left out" />}
    </>
  );
}
