import { z } from "zod";
import { type AwsOperation, operation } from "../operation.ts";
import { type PolicyDocument, parsedPolicy, storedPolicy } from "../policy/document.ts";
import { decisionOf } from "../policy/evaluate.ts";
import { noSuchEntity } from "./errors.ts";
import { policiesOf, ROLE, USER } from "./identity.ts";
import { Paged, page } from "./inputs.ts";

const Simulated = z.object({
  ...Paged,
  ActionNames: z.array(z.string().min(3).max(128)).min(1),
  ResourceArns: z.array(z.string()).default(["*"]),
  PolicyInputList: z.array(z.string()).default([]),
  ContextEntries: z
    .array(
      z.object({
        ContextKeyName: z.string(),
        ContextKeyType: z.string().optional(),
        ContextKeyValues: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

type Input = z.infer<typeof Simulated>;

function results(policies: readonly PolicyDocument[], input: Input) {
  const context = Object.fromEntries(
    input.ContextEntries.map(({ ContextKeyName, ContextKeyValues }) => [
      ContextKeyName,
      ContextKeyValues,
    ]),
  );
  const missing = missingKeys(policies, Object.keys(context));
  const all = input.ActionNames.flatMap((action) =>
    input.ResourceArns.map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: decisionOf(policies, { action, resource, context }),
      MatchedStatements: [],
      MissingContextValues: missing,
    })),
  );
  const { items, ...rest } = page(all, input);
  return { EvaluationResults: items, ...rest };
}

/** Condition keys that the policies look at and the simulation was not told. */
function missingKeys(policies: readonly PolicyDocument[], told: readonly string[]): string[] {
  const known = new Set(told.map((key) => key.toLowerCase()));
  const asked = policies
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
  return [...new Set(asked)].filter((key) => !known.has(key.toLowerCase()));
}

const readPolicies = (texts: readonly string[]) =>
  texts.map((text) => storedPolicy(parsedPolicy(text, "identity")));

export const SIMULATE_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "SimulatePrincipalPolicy",
    input: Simulated.extend({ PolicySourceArn: z.string() }),
    resource: ({ input }) => input.PolicySourceArn,
    run: ({ kernel: { store }, account, input }) => {
      const source = store.get(input.PolicySourceArn);
      const isIdentity = source?.type === ROLE || source?.type === USER;
      if (!isIdentity || source.subscriptionId !== account) {
        throw noSuchEntity(`The entity with arn ${input.PolicySourceArn} cannot be found.`);
      }
      const policies = [...policiesOf(store, source.id), ...readPolicies(input.PolicyInputList)];
      return results(policies, input);
    },
  }),
  operation({
    name: "SimulateCustomPolicy",
    input: Simulated,
    run: ({ input }) => results(readPolicies(input.PolicyInputList), input),
  }),
];
