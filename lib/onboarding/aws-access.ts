import type { NeededRights } from "../cloud/cloud.ts";
import { AWS_ROLES, PORTAL_ROLES } from "../connectors/catalog.ts";
import { type AwsChoice, componentsOn } from "../connectors/choice.ts";
import { roleArn, STACK_SET } from "../connectors/document.ts";
import { rolesOf } from "./aws-template.ts";
import { DEFENDER_ISSUER, DEFENDER_ROLES, PORTAL_ACTIONS } from "./catalog-aws.ts";
import type { Created } from "./model.ts";

/** What the template makes in the account, in plain words. */
export function awsCreates(choice: AwsChoice, issuer: string): Created[] {
  const made: Created[] = [
    {
      kind: "Identity provider",
      name: DEFENDER_ISSUER,
      why: "So that AWS knows Microsoft Defender's tokens.",
    },
    { kind: "Identity provider", name: issuer, why: "So that AWS knows this portal's tokens." },
    {
      kind: "Role",
      name: PORTAL_ROLES.access,
      why: "The portal comes in by it. It can do nothing but take the next role.",
    },
    {
      kind: "Role",
      name: PORTAL_ROLES.containers,
      why: "The portal reads and changes EKS clusters by it. It asks for the connector's external ID.",
    },
    ...rolesOf(choice).map((id) => ({
      kind: "Role",
      name: choice.roleNames[id] ?? AWS_ROLES[id],
      why: DEFENDER_ROLES[id].why,
    })),
  ];
  if (!choice.organization) return made;
  const why = "Makes all of this in the member accounts too, also in those that join later.";
  return [...made, { kind: "Stack set", name: STACK_SET, why }];
}

/** What must hold in the account so that the portal and every component that is on can work. */
export function awsNeeds(choice: AwsChoice): NeededRights[] {
  const { containers } = PORTAL_ROLES;
  const on = componentsOn(choice);
  const id = `arn:aws:iam::${choice.accountId}:role/${containers}`;
  const defender = rolesOf(choice)
    .filter((role) => {
      const { for: serves } = DEFENDER_ROLES[role];
      return serves.length === 0 || serves.some((component) => on.includes(component));
    })
    .map((role) => ({
      holder: choice.roleNames[role] ?? AWS_ROLES[role],
      id: roleArn(choice, role),
      actions: DEFENDER_ROLES[role].needed,
    }));
  return [{ holder: containers, id, actions: PORTAL_ACTIONS }, ...defender];
}
