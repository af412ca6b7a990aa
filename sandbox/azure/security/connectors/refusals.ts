import type { Store } from "../../../store.ts";
import { ArmError, type Resource } from "../../../types.ts";
import { CONNECTOR_TYPE, type ConnectorBody, type StoredConnector } from "./connector.ts";
import { regionCode } from "./next-connector.ts";
import { OFFERINGS, RETENTION_DAYS } from "./offerings.ts";

/** What an account or project is called in each cloud, and what it looks like. */
const CLOUD = {
  AWS: {
    environmentType: "AwsAccount",
    identifier: /^\d{12}$/,
    wrong: "is not the id of an AWS account, which has twelve digits",
  },
  GCP: {
    environmentType: "GcpProject",
    identifier: /^[1-9]\d{5,18}$/,
    wrong: "is not the number of a GCP project",
  },
} as const;

/** 1 to 260 characters that may stand in a path, the last of which is no dot. */
const NAME = /^[^<>%&:\\?/#\p{Cc}]{0,259}[^<>%&:\\?/#\p{Cc}. ]$/u;

type Properties = ConnectorBody["properties"];

/** @throws ArmError 400 */
export function refuseName(name: string): void {
  if (NAME.test(name)) return;
  throw new ArmError(400, "InvalidResourceName", `The connector name '${name}' is not valid.`);
}

/**
 * What no schema says of one connector by itself.
 * @throws ArmError 400 in words
 */
export function refuseContradictions(properties: Properties): void {
  for (const check of [identifier, interval, project, offeringsOnce, rolesOfAccount, retention]) {
    const wrong = check(properties);
    if (wrong !== undefined) throw new ArmError(400, "InvalidInputJson", wrong);
  }
}

/** For good: another account, project or cloud is another connector. @throws ArmError 400 */
export function refuseMove(before: StoredConnector, after: Properties): void {
  for (const name of ["hierarchyIdentifier", "environmentName"] as const) {
    if (before.properties[name] === after[name]) continue;
    throw new ArmError(
      400,
      "PropertyChangeNotAllowed",
      `Changing property '${name}' of a security connector is not allowed: it is '${before.properties[name]}'. Delete the connector and create another one.`,
    );
  }
}

/** An account or project has one connector in the whole tenant. @throws ArmError 409 */
export function refuseSecond(
  store: Store,
  id: string,
  { hierarchyIdentifier, environmentName }: Properties,
): void {
  for (const other of store.scan({ types: [CONNECTOR_TYPE] })) {
    if (other.id.toLowerCase() === id.toLowerCase()) continue;
    const known = other.body.properties as Properties;
    if (known.environmentName !== environmentName) continue;
    if (known.hierarchyIdentifier !== hierarchyIdentifier) continue;
    throw new ArmError(
      409,
      "Conflict",
      `The ${environmentName} hierarchy identifier '${hierarchyIdentifier}' is already onboarded by the security connector '${other.id}'. Each one can have a single connector in a tenant.`,
    );
  }
}

/** @throws ArmError 409 */
export function refuseOtherLocation(before: Resource, location: string): void {
  if (regionCode(location) === before.location) return;
  throw new ArmError(
    409,
    "InvalidResourceLocation",
    `The resource '${before.name}' already exists in location '${before.location}' in resource group '${before.resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

function identifier({ hierarchyIdentifier, environmentName, environmentData }: Properties) {
  const cloud = CLOUD[environmentName];
  if (environmentData.environmentType !== cloud.environmentType) {
    return `A connector to ${environmentName} wants environmentData of the type '${cloud.environmentType}' and not '${environmentData.environmentType}'.`;
  }
  if (cloud.identifier.test(hierarchyIdentifier)) return undefined;
  return `The hierarchyIdentifier '${hierarchyIdentifier}' ${cloud.wrong}.`;
}

function interval({ environmentData: { scanInterval } }: Properties) {
  if (scanInterval === undefined || scanInterval === null) return undefined;
  if (scanInterval >= 1 && scanInterval <= 24) return undefined;
  return `The scanInterval ${scanInterval} is not between 1 and 24 hours.`;
}

function project({ hierarchyIdentifier, environmentData }: Properties) {
  if (environmentData.environmentType !== "GcpProject") return undefined;
  const number = environmentData.projectDetails?.projectNumber;
  if (number === undefined || number === null || number === hierarchyIdentifier) return undefined;
  return `The projectNumber '${number}' is not the hierarchyIdentifier '${hierarchyIdentifier}'.`;
}

function offeringsOnce({ offerings, environmentName }: Properties) {
  const seen = new Set<string>();
  for (const { offeringType } of offerings) {
    if (OFFERINGS[offeringType]?.cloud !== environmentName) {
      return `The offering '${offeringType}' is not one of a connector to ${environmentName}.`;
    }
    if (seen.has(offeringType)) return `The offering '${offeringType}' stands there twice.`;
    seen.add(offeringType);
  }
  return undefined;
}

/** Roles are those of the account itself, never of another one. */
function rolesOfAccount({ offerings, environmentName, hierarchyIdentifier }: Properties) {
  if (environmentName !== "AWS") return undefined;
  const arns = offerings.flatMap((offering) => valuesOf(offering, "cloudRoleArn"));
  const foreign = arns.find((arn) => arn.split(":")[4] !== hierarchyIdentifier);
  return foreign && `The role '${foreign}' is not one of the AWS account '${hierarchyIdentifier}'.`;
}

function retention({ offerings }: Properties) {
  for (const { kubeAuditRetentionTime: days } of offerings) {
    if (days === undefined || days === null || RETENTION_DAYS.includes(days as number)) continue;
    return `The kubeAuditRetentionTime ${days} is not one of the numbers of days that CloudWatch Logs knows: ${RETENTION_DAYS.join(", ")}.`;
  }
  return undefined;
}

/** The values of a member wherever it stands in a tree. */
function valuesOf(tree: unknown, member: string): string[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) =>
    name === member && typeof value === "string" ? [value] : valuesOf(value, member),
  );
}
