import { randomUUID } from "node:crypto";
import { isIPv4 } from "node:net";
import { z } from "zod";
import { courseOf } from "../../arm/course.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { accept, isRepeated } from "./accept.ts";
import {
  AUTHENTICATION_MODES,
  type ClusterBody,
  clusterNamed,
  type EksCluster,
  inUse,
  invalidParameter,
  LOG_TYPES,
  partOf,
  partsOf,
  UPDATE,
} from "./cluster.ts";
import { clusterResource } from "./clusters.ts";
import { clusterLogging } from "./shown.ts";
import { ended, markUpdating, shownUpdate, type UpdateBody } from "./updates.ts";

const Logging = z.object({
  clusterLogging: z
    .array(
      z.object({
        types: z.array(z.enum(LOG_TYPES)).default([]),
        enabled: z.boolean().default(false),
      }),
    )
    .default([]),
});
const AccessConfig = z.object({ authenticationMode: z.enum(AUTHENTICATION_MODES) });
const Cidr = z.string().refine(isCidr, "is no CIDR block");
const VpcConfig = z.strictObject({
  endpointPublicAccess: z.boolean().optional(),
  endpointPrivateAccess: z.boolean().optional(),
  publicAccessCidrs: z.array(Cidr).min(1).max(40).optional(),
});

const Input = z.object({
  name: z.string(),
  logging: Logging.optional(),
  accessConfig: AccessConfig.optional(),
  resourcesVpcConfig: VpcConfig.optional(),
  clientRequestToken: z.string().optional(),
});
type Input = z.infer<typeof Input>;

/** What an update is going to do. */
interface Plan {
  type: string;
  params: UpdateBody["params"];
  change: Partial<ClusterBody>;
}

type Planner<Part> = (part: Part, body: ClusterBody) => Plan;

const planLogging: Planner<z.infer<typeof Logging>> = ({ clusterLogging: lists }, { logging }) => {
  const on = new Set<string>(logging);
  for (const { types, enabled } of lists) {
    for (const type of types) enabled ? on.add(type) : on.delete(type);
  }
  const next = LOG_TYPES.filter((type) => on.has(type));
  if (next.length === logging.length && next.every((type) => logging.includes(type))) {
    throw invalidParameter("No changes needed for the logging config provided");
  }
  const value = JSON.stringify({ clusterLogging: clusterLogging(next) });
  return {
    type: "LoggingUpdate",
    params: [{ type: "ClusterLogging", value }],
    change: { logging: next },
  };
};

/** The modes lead one way: https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html (as far as known) */
const planAccess: Planner<z.infer<typeof AccessConfig>> = (
  { authenticationMode: wanted },
  body,
) => {
  const { authenticationMode: today } = body;
  if (AUTHENTICATION_MODES.indexOf(wanted) <= AUTHENTICATION_MODES.indexOf(today)) {
    throw invalidParameter(`Unsupported authentication mode update from ${today} to ${wanted}`);
  }
  return {
    type: "AccessConfigUpdate",
    params: [{ type: "AuthenticationMode", value: JSON.stringify(wanted) }],
    change: { authenticationMode: wanted },
  };
};

const planEndpoint: Planner<z.infer<typeof VpcConfig>> = (part, body) => {
  const {
    endpointPublicAccess = body.endpointPublicAccess,
    endpointPrivateAccess = body.endpointPrivateAccess,
    publicAccessCidrs = body.publicAccessCidrs,
  } = part;
  if (!(endpointPublicAccess || endpointPrivateAccess)) {
    throw invalidParameter("Private and public endpoint access cannot be false");
  }
  const change = {
    endpointPublicAccess,
    endpointPrivateAccess,
    publicAccessCidrs: endpointPublicAccess ? publicAccessCidrs : [],
  };
  const same = Object.entries(change).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(body[name]),
  );
  if (same) {
    throw invalidParameter(
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${endpointPrivateAccess} , endpointPublicAccess: ${endpointPublicAccess}, and Public Endpoint Restrictions: [${publicAccessCidrs.join(", ")}]`,
    );
  }
  return {
    type: "EndpointAccessUpdate",
    params: [
      { type: "EndpointPublicAccess", value: String(endpointPublicAccess) },
      { type: "EndpointPrivateAccess", value: String(endpointPrivateAccess) },
      { type: "PublicAccessCidrs", value: JSON.stringify(change.publicAccessCidrs) },
    ],
    change,
  };
};

/** @throws AwsError InvalidParameterException */
function planOf({ logging, accessConfig, resourcesVpcConfig }: Input, body: ClusterBody): Plan {
  const plans = [
    logging && (() => planLogging(logging, body)),
    accessConfig && (() => planAccess(accessConfig, body)),
    resourcesVpcConfig && (() => planEndpoint(resourcesVpcConfig, body)),
  ].filter((plan) => plan !== undefined);
  const [plan, second] = plans;
  if (second) throw invalidParameter("Only one type of update can be allowed.");
  if (!plan) throw invalidParameter("The update names nothing that this sandbox can update.");
  return plan();
}

/** @throws AwsError ResourceInUseException unless nothing else is happening to the cluster */
function mustRest({ name, body: { status, updateId } }: EksCluster): void {
  if (updateId !== undefined) {
    throw inUse(
      `Cannot update because cluster ${name} currently has update ${updateId} in progress`,
    );
  }
  if (status !== "ACTIVE") {
    throw inUse(`Cannot update because cluster ${name} is currently ${status}`);
  }
}

/** Begins an update and counts it as an effect; both are written, or neither is. */
function begin(call: AwsCall<Input>, cluster: EksCluster): { id: string; body: UpdateBody } {
  const { kernel, action, input } = call;
  mustRest(cluster);
  const now = kernel.clock.now();
  const id = randomUUID();
  const body: UpdateBody = {
    status: "InProgress",
    createdAt: now,
    errors: [],
    clientRequestToken: input.clientRequestToken,
    ...planOf(input, cluster.body),
  };
  const asked = { cloud: "aws", operation: action, method: "POST", path: cluster.id } as const;
  const { seconds, error } = courseOf(kernel, asked);
  const resource = partOf(cluster, UPDATE, id, body);
  accept(call, cluster.id, () => {
    const finalBody = ended(body, error, cluster.id);
    kernel.operations.start({ resource, finalBody, seconds, error });
    markUpdating(kernel.store, cluster, id, now);
  });
  return { id, body };
}

const updateClusterConfig = operation({
  name: "UpdateClusterConfig",
  http: "POST /clusters/{name}/update-config",
  input: Input,
  resource: clusterResource,
  run: (call) => {
    const cluster = clusterNamed(call, call.input.name);
    const { clientRequestToken: token } = call.input;
    const known = partsOf(call.kernel.store, cluster, UPDATE).find(({ body }) =>
      isRepeated(body, token),
    );
    if (known) return { update: shownUpdate(known.name, known.body as UpdateBody) };
    const { id, body } = begin(call, cluster);
    return { update: shownUpdate(id, body) };
  },
});

function isCidr(text: string): boolean {
  const [address = "", bits = ""] = text.split("/");
  return isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32;
}

export const UPDATE_CONFIG_OPERATIONS: readonly AwsOperation[] = [updateClusterConfig];
