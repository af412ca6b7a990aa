"use client";

import { AWS_REGIONS } from "@/lib/onboarding/regions";
import type { StepProps } from "./connector-wizard";
import { Excluded } from "./excluded";
import { RadioGroup } from "./radio-group";
import { TextField } from "./text-field";

/** Which account of AWS is connected, alone or with its organisation, and which of its regions. */
export function AwsAccount(props: StepProps) {
  const { facts, choice, change } = props;
  return (
    <>
      <RadioGroup
        label="Onboard"
        value={choice.organization ? "organization" : "account"}
        onChange={(value) => change({ organization: value === "organization" })}
        options={[
          { value: "account", label: "Single account" },
          {
            value: "organization",
            label: "Management account",
            hint: "The accounts of its organisation are connected too, also those that join later.",
          },
        ]}
      />
      <TextField
        {...props}
        field="accountId"
        label={choice.organization ? "Management account ID" : "AWS account ID"}
        required
        readOnly={facts.editing}
        hint="Twelve digits, without dashes."
      />
      {choice.organization && <Excluded {...props} label="Accounts left out" />}
      <Regions {...props} />
    </>
  );
}

function Regions({ choice, change, problem }: StepProps) {
  const wrong = problem("regions");
  const toggle = (region: string) =>
    change({
      regions: choice.regions.includes(region)
        ? choice.regions.filter((one) => one !== region)
        : [...choice.regions, region].sort(),
    });
  return (
    <>
      <RadioGroup
        label="AWS regions"
        value={choice.allRegions ? "all" : "chosen"}
        onChange={(value) => change({ allRegions: value === "all" })}
        options={[
          { value: "all", label: "All regions", hint: "Those that the account has enabled." },
          { value: "chosen", label: "Chosen regions" },
        ]}
      />
      {!choice.allRegions && (
        <fieldset className="mb-4 max-w-3xl border-0 p-0 sm:pl-52">
          <legend className="sr-only">Regions that are read</legend>
          <ul className="m-0 grid list-none grid-cols-1 gap-x-4 p-0 sm:grid-cols-2">
            {Object.entries(AWS_REGIONS).map(([region, place]) => (
              <li key={region}>
                <label className="flex items-start gap-2">
                  <input
                    type="checkbox"
                    checked={choice.regions.includes(region)}
                    onChange={() => toggle(region)}
                    className="mt-0.5 size-4 shrink-0 accent-brand"
                  />
                  <span>
                    {region} <span className="text-muted">{place}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {wrong && <p className="m-0 text-danger">{wrong}</p>}
        </fieldset>
      )}
    </>
  );
}
