import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Store } from "../../store.ts";
import { MANAGEMENT_ACCOUNT, ROOT_ID } from "../accounts.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsPrincipal } from "../operation.ts";
import { accountsOf } from "../organizations/accounts-of.ts";
import { validationError } from "./errors.ts";
import { parameterValues } from "./parameters.ts";
import type { Properties, ResourceKind, Site } from "./resource-kind.ts";
import { STACK, type Stack, stackOf } from "./stack.ts";
import { parsedTemplate } from "./template.ts";

export const STACK_SET = "aws/cloudformation/stack-set";

const DeploymentTargets = z.strictObject({
  OrganizationalUnitIds: z.array(z.string()).default([]),
  Accounts: z.array(z.string()).default([]),
  AccountFilterType: z.enum(["NONE", "INTERSECTION", "DIFFERENCE", "UNION"]).default("NONE"),
});

const StackSet = z.looseObject({
  StackSetName: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
  PermissionModel: z.literal("SERVICE_MANAGED", {
    error: "Only SERVICE_MANAGED is served here",
  }),
  Description: z.string().optional(),
  Capabilities: z.array(z.string()).default([]),
  TemplateBody: z.string(),
  Parameters: z
    .array(z.object({ ParameterKey: z.string(), ParameterValue: z.unknown().transform(String) }))
    .default([]),
  AutoDeployment: z
    .object({
      Enabled: z.coerce.boolean(),
      RetainStacksOnAccountRemoval: z.coerce.boolean().default(false),
    })
    .optional(),
  StackInstancesGroup: z
    .array(z.strictObject({ DeploymentTargets, Regions: z.array(z.string()).min(1) }))
    .default([]),
});
type StackSet = z.infer<typeof StackSet>;

export interface StackSetBody {
  [name: string]: unknown;
  StackSetName: string;
  StackSetId: string;
  set: StackSet;
}

function checked(properties: Properties): StackSet {
  const parsed = StackSet.safeParse(properties);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  throw validationError(`Model validation failed (#/${path.join("/")}: ${message})`);
}

/** Accounts and regions that the set has a stack in: never the management account, as AWS has it. */
function targetsOf(
  site: Site,
  { StackInstancesGroup }: StackSet,
): { account: string; region: string }[] {
  const members = accountsOf(site.kernel.store)
    .map(({ Id }) => Id)
    .filter((id) => id !== MANAGEMENT_ACCOUNT.id);
  return StackInstancesGroup.flatMap(({ DeploymentTargets: targets, Regions }) => {
    const { OrganizationalUnitIds: units, Accounts, AccountFilterType: filter } = targets;
    const strange = units.find((unit) => unit !== ROOT_ID);
    if (strange !== undefined) {
      throw validationError(`Organizational unit ${strange} does not exist in the organization.`);
    }
    const chosen = members.filter((id) => FILTERS[filter](Accounts.includes(id), units.length > 0));
    return chosen.flatMap((account) => Regions.map((region) => ({ account, region })));
  });
}

/** Whether an account is meant, by whether it is named and whether its unit is. */
const FILTERS: Readonly<
  Record<
    z.infer<typeof DeploymentTargets>["AccountFilterType"],
    (named: boolean, inUnit: boolean) => boolean
  >
> = {
  NONE: (_named, inUnit) => inUnit,
  INTERSECTION: (named, inUnit) => named && inUnit,
  DIFFERENCE: (named, inUnit) => inUnit && !named,
  UNION: (named, inUnit) => named || inUnit,
};

/** As which StackSets work in a member account. */
function serviceIn(account: string): AwsPrincipal {
  const arn = `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForCloudFormationStackSetsOrgMember/StackSets`;
  return { arn, kind: "Service", account, userId: "StackSets", identityArn: arn, accessKeyId: "" };
}

const prefixOf = (stackSetId: string) => `StackSet-${stackSetId.split("/").at(-1)?.split(":")[0]}-`;

/** The stacks of a set that are there. */
export function instancesOf(store: Store, stackSetId: string): Stack[] {
  return [...store.scan({ types: [STACK] })]
    .map(stackOf)
    .filter(({ body }) => body.stackSetId === stackSetId && body.StackStatus !== "DELETE_COMPLETE");
}

/** Brings the stacks in line with what the set says: makes, updates and deletes them. */
function deploy(site: Site, stackSetId: string, set: StackSet): void {
  const version = { template: set.TemplateBody, parameters: valuesOf(set) };
  const known = instancesOf(site.kernel.store, stackSetId);
  const targets = targetsOf(site, set);
  const isAt = (stack: Stack) => (target: { account: string; region: string }) =>
    target.account === stack.account && target.region === stack.region;
  for (const stack of known.filter((one) => !targets.some(isAt(one)))) site.stacks.delete(stack);
  for (const target of targets) {
    const there = known.find((one) => isAt(one)(target));
    const stack = there
      ? site.stacks.update(there, version)
      : site.stacks.create({
          ...version,
          ...target,
          name: `${prefixOf(stackSetId)}${randomUUID()}`,
          capabilities: set.Capabilities,
          tags: [],
          onFailure: "DO_NOTHING",
          principal: serviceIn(target.account),
          stackSetId,
        });
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.body.StackStatus)) throw failed(stack);
  }
}

function failed({ account, region, body }: Stack): AwsError {
  const reason = body.events.find(({ ResourceStatus }) => ResourceStatus.endsWith("_FAILED"));
  return new AwsError(
    "InternalFailure",
    `Stack set operation failed in ${account}/${region}: ${reason?.ResourceStatusReason ?? body.StackStatus}`,
  );
}

function valuesOf(set: StackSet): Record<string, string> {
  return parameterValues(parsedTemplate(set.TemplateBody), set.Parameters);
}

function save({ kernel, account, region }: Site, stackSetId: string, set: StackSet): void {
  const { StackSetName } = set;
  const body: StackSetBody = { StackSetName, StackSetId: stackSetId, set };
  const place = { subscriptionId: account, location: region };
  kernel.store.put(
    { id: stackSetId, type: STACK_SET, name: StackSetName, ...place, body },
    kernel.clock.now(),
  );
}

/** A stack set of the organisation, with a stack in each of its member accounts. */
export const STACK_SET_KIND: ResourceKind = {
  replaces: (before, after) => before.StackSetName !== after.StackSetName,
  create(site, properties) {
    const set = checked(properties);
    if (site.account !== MANAGEMENT_ACCOUNT.id) {
      throw validationError(
        "You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set",
      );
    }
    const id = `arn:aws:cloudformation:${site.region}:${site.account}:stackset/${set.StackSetName}:${randomUUID()}`;
    save(site, id, set);
    deploy(site, id, set);
    const StackSetId = `${set.StackSetName}:${id.split(":").at(-1)}`;
    return { PhysicalResourceId: StackSetId, attributes: { StackSetId, arn: id } };
  },
  update(site, made, properties) {
    const set = checked(properties);
    const id = String(made.attributes.arn);
    save(site, id, set);
    deploy(site, id, set);
    return made;
  },
  delete(site, made) {
    const id = String(made.attributes.arn);
    for (const stack of instancesOf(site.kernel.store, id)) site.stacks.delete(stack);
    site.kernel.store.delete(id, site.kernel.clock.now());
  },
};
