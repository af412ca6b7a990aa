import { z } from "zod";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { parsedPolicy } from "../policy/document.ts";
import { limitExceeded, noSuchEntity } from "./errors.ts";
import { documentOf, type IdentityBody, type IdentityKind } from "./identity.ts";
import {
  identityArn,
  identityOf,
  naming,
  Paged,
  PolicyName,
  page,
  policyText,
  rewrite,
} from "./inputs.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (as far as known) */
const MOST_ATTACHED = 10;

/** Inline and attached policies of roles or of users, whose operations differ by name only. */
export function identityPolicyOperations(kind: IdentityKind): AwsOperation[] {
  return [...inlineOperations(kind), ...attachedOperations(kind)];
}

const resourceOf = (kind: IdentityKind) => (call: AwsCall<{ identity: string }>) =>
  identityArn(kind, call);

function inlineOperations(kind: IdentityKind): AwsOperation[] {
  const resource = resourceOf(kind);
  return [
    operation({
      name: `Put${kind}Policy`,
      input: naming(kind, { PolicyName, PolicyDocument: z.string() }),
      resource,
      changes: true,
      run: (call) => {
        const { arn, body } = identityOf(kind, call);
        const document = parsedPolicy(call.input.PolicyDocument, "identity");
        rewrite(call, arn, { inline: { ...body.inline, [call.input.PolicyName]: document } });
        return {};
      },
    }),
    operation({
      name: `Get${kind}Policy`,
      input: naming(kind, { PolicyName }),
      resource,
      run: (call) => {
        const { name, body } = identityOf(kind, call);
        return {
          [`${kind}Name`]: name,
          PolicyName: call.input.PolicyName,
          PolicyDocument: policyText(inlineOf(kind, body, call.input.PolicyName)),
        };
      },
    }),
    operation({
      name: `Delete${kind}Policy`,
      input: naming(kind, { PolicyName }),
      resource,
      changes: true,
      run: (call) => {
        const { arn, body } = identityOf(kind, call);
        inlineOf(kind, body, call.input.PolicyName);
        const { [call.input.PolicyName]: _, ...inline } = body.inline;
        rewrite(call, arn, { inline });
        return {};
      },
    }),
    operation({
      name: `List${kind}Policies`,
      input: naming(kind, Paged),
      resource,
      run: (call) => {
        const names = Object.keys(identityOf(kind, call).body.inline);
        const { items, ...rest } = page(names, call.input);
        return { PolicyNames: items, ...rest };
      },
    }),
  ];
}

function attachedOperations(kind: IdentityKind): AwsOperation[] {
  const resource = resourceOf(kind);
  const context = ({ input }: AwsCall<{ PolicyArn: string }>) => ({
    "iam:PolicyARN": input.PolicyArn,
  });
  return [
    operation({
      name: `Attach${kind}Policy`,
      input: naming(kind, { PolicyArn: z.string() }),
      resource,
      context,
      changes: true,
      run: (call) => {
        const { PolicyArn } = call.input;
        const { arn, body } = identityOf(kind, call);
        if (documentOf(call.kernel.store, PolicyArn) === undefined) {
          throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`);
        }
        const attached = [...new Set([...body.attached, PolicyArn])];
        if (attached.length > MOST_ATTACHED) {
          throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${MOST_ATTACHED}`);
        }
        rewrite(call, arn, { attached });
        return {};
      },
    }),
    operation({
      name: `Detach${kind}Policy`,
      input: naming(kind, { PolicyArn: z.string() }),
      resource,
      context,
      changes: true,
      run: (call) => {
        const { PolicyArn } = call.input;
        const { arn, body } = identityOf(kind, call);
        if (!body.attached.includes(PolicyArn)) {
          throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
        }
        rewrite(call, arn, { attached: body.attached.filter((one) => one !== PolicyArn) });
        return {};
      },
    }),
    operation({
      name: `ListAttached${kind}Policies`,
      input: naming(kind, Paged),
      resource,
      run: (call) => {
        const { items, ...rest } = page(identityOf(kind, call).body.attached, call.input);
        const AttachedPolicies = items.map((PolicyArn) => ({
          PolicyName: PolicyArn.split("/").at(-1),
          PolicyArn,
        }));
        return { AttachedPolicies, ...rest };
      },
    }),
  ];
}

function inlineOf(kind: IdentityKind, { inline }: IdentityBody, policyName: string): unknown {
  if (policyName in inline) return inline[policyName];
  throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${policyName} cannot be found.`);
}
