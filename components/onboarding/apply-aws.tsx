"use client";

import { useState } from "react";
import { isInS3, STACK_NAME, stackPage } from "@/lib/onboarding/model";
import { CodeBlock } from "../ui/code";
import { Field, INPUT } from "../ui/field";

/** How the template is applied: in the console, by one line of the AWS CLI, or by a link that fills the console in. */
export function ApplyAws({ fileName, organization }: { fileName: string; organization: boolean }) {
  const [address, setAddress] = useState("");
  const wrong = address !== "" && !isInS3(address);
  return (
    <>
      <ol className="my-0 max-w-4xl pl-5">
        <li>Download the template.</li>
        <li>
          <a href={stackPage("")} target="_blank" rel="noreferrer">
            Create a stack in AWS CloudFormation
          </a>
          , signed in to the account that you connect.
        </li>
        <li>
          Choose <strong>Upload a template file</strong>, choose the file, and select{" "}
          <strong>Next</strong>.
        </li>
        <li>
          Name the stack <strong>{STACK_NAME}</strong>. Where the account has one of the identity
          providers already, answer <strong>no</strong> to its creation.
          {organization && " Give the root, or the units, of your organisation."}
        </li>
        <li>
          Acknowledge that it <strong>creates IAM resources with custom names</strong>, and submit.
        </li>
        <li>Come back once the stack is CREATE_COMPLETE, and verify the access below.</li>
      </ol>
      <p className="mb-1">
        Or run this where the AWS CLI is signed in to the account. It is the same each time; where
        the stack is there, it is updated:
      </p>
      <CodeBlock label="AWS CLI" code={commandOf(fileName, organization)} />
      <Field
        label="Template in S3"
        problem={wrong ? "This is not the https address of an object in S3." : null}
        hint="CloudFormation's quick-create link takes a template only from S3, so the portal can't offer one by itself. Put the file into a bucket of yours, and give its address here."
      >
        {(control) => (
          <input
            {...control}
            value={address}
            placeholder="https://my-bucket.s3.eu-west-1.amazonaws.com/template.json"
            onChange={(event) => setAddress(event.target.value.trim())}
            className={INPUT}
          />
        )}
      </Field>
      {address !== "" && !wrong && (
        <p>
          <a href={stackPage(address)} target="_blank" rel="noreferrer">
            Quick-create the stack
          </a>
        </p>
      )}
    </>
  );
}

/** The file's name is made of our own words and digits, so that no shell reads anything into it. */
function commandOf(fileName: string, organization: boolean): string {
  const units = organization ? " --parameter-overrides OrganizationalUnitIds=r-YOUR-ROOT" : "";
  return `aws cloudformation deploy --stack-name ${STACK_NAME} --template-file ${fileName} --capabilities CAPABILITY_NAMED_IAM${units}`;
}
