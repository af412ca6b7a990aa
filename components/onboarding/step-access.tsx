"use client";

import { AWS_ROLE_IDS, AWS_ROLES, CLOUDS } from "@/lib/connectors/catalog";
import { outline } from "@/lib/onboarding/actions";
import { CodeBlock } from "../ui/code";
import { Disclosure } from "../ui/disclosure";
import { Field, INPUT } from "../ui/field";
import { Section } from "../ui/page";
import { MessageBar, Status } from "../ui/status";
import { ApplyAws } from "./apply-aws";
import { ApplyGcp } from "./apply-gcp";
import type { StepProps } from "./connector-wizard";
import { CreatedTable } from "./created-table";
import { DownloadButton } from "./download-button";
import { RadioGroup } from "./radio-group";
import { useAnswer } from "./use-answer";
import { VerifyAccess } from "./verify-access";

const APPLY = { aws: ApplyAws, gcp: ApplyGcp } as const;

/** With which permissions, and by which template or script, Defender and the portal come in. */
export function Access(props: StepProps) {
  const { facts, choice, change } = props;
  const { cloud } = choice;
  return (
    <>
      <RadioGroup
        label="Permissions type"
        value={choice.access}
        onChange={(access) => change({ access })}
        options={[
          {
            value: "default",
            label: "Default access",
            hint: "What the plan needs now and for what is turned on later.",
          },
          {
            value: "least",
            label: "Least privilege access",
            hint: `Only what the components that are on need. Turn one on later, and the ${CLOUDS[cloud].applied} has to be applied again.`,
          },
        ]}
      />
      {cloud === "aws" && <RoleNames {...props} />}
      <Written {...props} />
      <Section title="Verify access">
        <VerifyAccess draftId={facts.draftId} choice={choice} />
      </Section>
    </>
  );
}

/** The template or the script, what it makes, and how it is applied. */
function Written({ facts, choice }: StepProps) {
  const { value, refusal } = useAnswer(outline, facts.draftId, choice);
  const { applied, account } = CLOUDS[choice.cloud];
  const Apply = APPLY[choice.cloud];
  if (refusal) return <MessageBar kind="error">{refusal}</MessageBar>;
  if (!value) return <Status tone="busy">Writing the {applied}…</Status>;
  if ("problem" in value) {
    return (
      <MessageBar kind="warning" title={`The ${applied} can't be written yet`}>
        {value.problem}
      </MessageBar>
    );
  }
  if ("fault" in value) {
    const { message, code, requestId } = value.fault;
    return (
      <MessageBar kind="error" title="The portal does not know its own identity">
        {message} ({code}
        {requestId && `, request ${requestId}`})
      </MessageBar>
    );
  }
  return (
    <>
      <Section title={applied}>
        <p className="mt-0 max-w-4xl">
          Written for what you have chosen. Its version is <code>{value.version}</code>, by which
          verifying knows it again.
        </p>
        <CodeBlock label={value.fileName} code={value.text} />
        <DownloadButton fileName={value.fileName} text={value.text} />
      </Section>
      <Section title={`What it creates in the ${account}`}>
        <CreatedTable creates={value.creates} />
      </Section>
      <Section title="How it is applied">
        <Apply fileName={value.fileName} organization={choice.organization} />
      </Section>
    </>
  );
}

function RoleNames({ choice, change, problem }: StepProps) {
  return (
    <details className="mb-4">
      <Disclosure>Customize the names of the roles</Disclosure>
      <div className="mt-2">
        {AWS_ROLE_IDS.map((id) => (
          <Field key={id} label={AWS_ROLES[id]} problem={problem(`roleNames.${id}`)}>
            {(control) => (
              <input
                {...control}
                value={choice.roleNames[id] ?? ""}
                placeholder={AWS_ROLES[id]}
                maxLength={300}
                spellCheck={false}
                onChange={(event) =>
                  change({ roleNames: { ...choice.roleNames, [id]: event.target.value } })
                }
                className={INPUT}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
