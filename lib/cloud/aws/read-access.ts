import {
  type AccessReading,
  type NeededRights,
  PORTAL_ROLES,
  type RightFound,
} from "../connectors.ts";
import { CloudFault } from "../faults.ts";
import { type Account, absentAsNull } from "./account.ts";

/** By this tag of the portal's role the template says which version of it was applied. */
const TEMPLATE_TAG = "breakwater-template";
/** AWS answers for so many actions at a time. */
const ACTIONS_A_CALL = 100;

/** Comes in anew, and looks for every role and every action. What AWS refuses becomes a part of the reading. */
export async function readAccess(
  account: Account,
  needed: readonly NeededRights[],
): Promise<AccessReading> {
  const reading: AccessReading = { identity: "", template: "", rights: [], fault: null };
  try {
    await account.comeIn();
    reading.identity = await identityOf(account);
    reading.template = await templateOf(account);
    for (const one of needed) reading.rights.push(...(await rightsOf(account, one)));
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    reading.fault = error.record();
    reading.rights.push(...portalLacks(error));
  }
  return reading;
}

async function identityOf(account: Account): Promise<string> {
  const sts = await account.client("sts");
  const { Arn = "", Account: id = "" } = await sts.getCallerIdentity({});
  if (id === account.id) return Arn;
  throw new CloudFault({
    kind: "rejected",
    code: "OtherAccount",
    message: `The role belongs to the account ${id}, not to ${account.id}.`,
    status: 200,
    requestId: null,
  });
}

async function templateOf(account: Account): Promise<string> {
  const iam = await account.client("iam");
  const { Role } = await iam.getRole({ RoleName: PORTAL_ROLES.containers });
  return Role?.Tags?.find(({ Key }) => Key === TEMPLATE_TAG)?.Value ?? "";
}

async function rightsOf(
  account: Account,
  { holder, id, actions }: NeededRights,
): Promise<RightFound[]> {
  const iam = await account.client("iam");
  const there = await absentAsNull(iam.getRole({ RoleName: id.slice(id.lastIndexOf("/") + 1) }));
  const found = [{ holder, action: "", found: there !== null }];
  if (!there) return found;
  for (let from = 0; from < actions.length; from += ACTIONS_A_CALL) {
    const some = actions.slice(from, from + ACTIONS_A_CALL);
    const allowed = await allowedOf(account, id, some);
    found.push(...some.map((action) => ({ holder, action, found: allowed.has(action) })));
  }
  return found;
}

/** Those of the actions that AWS itself would let the role do, by its own evaluation of the role's policies. */
async function allowedOf(
  account: Account,
  arn: string,
  actions: readonly string[],
): Promise<Set<string>> {
  const iam = await account.client("iam");
  const allowed = new Set<string>();
  let marker: string | undefined;
  do {
    const page = await iam.simulatePrincipalPolicy({
      PolicySourceArn: arn,
      ActionNames: [...actions],
      ...(marker ? { Marker: marker } : {}),
    });
    for (const { EvalActionName = "", EvalDecision } of page.EvaluationResults ?? []) {
      if (EvalDecision === "allowed") allowed.add(EvalActionName);
    }
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  return allowed;
}

/** What the portal may not do itself, by AWS's own sentence "… is not authorized to perform: iam:GetRole …". */
function portalLacks({ kind, message }: CloudFault): RightFound[] {
  const [, action] = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message) ?? [];
  if (kind !== "forbidden" || !action) return [];
  const holder = action.startsWith("sts:") ? PORTAL_ROLES.access : PORTAL_ROLES.containers;
  return [{ holder, action, found: false }];
}
