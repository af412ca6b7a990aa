import { randomUUID } from "node:crypto";
import { AwsError } from "../../aws/aws-error.ts";
import { clustersOf, type EksCluster, eksArn, findCluster } from "../../aws/eks/cluster.ts";
import { ROLE } from "../../aws/iam/identity.ts";
import { carryOut, prepare } from "../../aws/invoke.ts";
import { controlPlaneGroup, findLogGroup } from "../../aws/logs/log-group.ts";
import type { AwsPrincipal } from "../../aws/operation.ts";
import { AWS_SERVICES } from "../../aws/services.ts";
import type { Kernel, Resource } from "../../types.ts";
import { whyNotTrusted } from "./aws-trust.ts";
import {
  type ForeignCloud,
  type ForeignCluster,
  type Step,
  then,
  type Visit,
  type Visitor,
} from "./foreign-cloud.ts";

/** The name of Defender's sessions, as CloudTrail shows them. */
const SESSION = "MicrosoftDefenderForContainers";
/** https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (as far as known) */
const ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const EVERYWHERE = "0.0.0.0/0";

/** AWS as Defender visits it. */
export const AWS_CLOUD: ForeignCloud = {
  environment: "AWS",
  offering: "DefenderForContainersAws",
  distribution: "eks",
  infrastructure: "aws",
  resourceType: "AWS EKS Cluster",
  clusters: ({ kernel: { store }, connector: { properties } }) => {
    const { hierarchyIdentifier, environmentData } = properties;
    const isAws = environmentData.environmentType === "AwsAccount";
    const regions = (isAws && environmentData.regions) || [];
    return clustersOf(store, hierarchyIdentifier)
      .filter(({ location }) => regions.length === 0 || regions.includes(location))
      .map(({ id, name, location, body }) => ({ id, name, region: location, tags: body.tags }));
  },
  enter: (visit) => {
    const account = visit.connector.properties.hierarchyIdentifier;
    const { cloudRoleArn = "" } = (visit.offering?.kubernetesService ?? {}) as {
      cloudRoleArn?: string;
    };
    const role = visit.kernel.store.get(cloudRoleArn);
    if (role?.type !== ROLE || role.subscriptionId !== account) {
      return { blocked: `The role ${cloudRoleArn} does not exist in the AWS account ${account}.` };
    }
    const refused = whyNotTrusted(visit.kernel.store, account, role);
    return refused === undefined ? new AwsVisitor(visit, account, role) : { blocked: refused };
  },
};

/** Defender with the role of the connector, as which each call is made and judged. */
class AwsVisitor implements Visitor {
  readonly #kernel: Kernel;
  readonly #role: Resource;
  readonly #principal: AwsPrincipal;
  readonly #retention: number | undefined;

  constructor({ kernel, offering }: Visit, account: string, role: Resource) {
    const { RoleId } = role.body as { RoleId: string };
    this.#kernel = kernel;
    this.#role = role;
    this.#retention = offering?.kubeAuditRetentionTime as number | undefined;
    this.#principal = {
      arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${SESSION}`,
      kind: "AssumedRole",
      account,
      userId: `${RoleId}:${SESSION}`,
      identityArn: role.id,
      accessKeyId: "",
    };
  }

  auditLogs(cluster: ForeignCluster): Step {
    return this.#tried(cluster, (eks) =>
      then(this.#audited(cluster, eks), () => this.#kept(cluster)),
    );
  }

  enterCluster(cluster: ForeignCluster): Step {
    return this.#tried(cluster, (eks) => {
      const { body, name } = eks;
      if (!(body.endpointPublicAccess && body.publicAccessCidrs.includes(EVERYWHERE))) {
        return {
          blocked: `The API server of ${name} does not answer Defender: its public endpoint is off or restricted.`,
        };
      }
      this.#call(cluster.region, "eks", "DescribeCluster", { name });
      if (body.authenticationMode === "CONFIG_MAP") {
        const accessConfig = { authenticationMode: "API_AND_CONFIG_MAP" };
        return this.#update(cluster, { accessConfig });
      }
      this.#admit(cluster.region, name);
      return "done";
    });
  }

  /** Turns the audit log of the control plane on. */
  #audited(cluster: ForeignCluster, { body }: EksCluster): Step {
    if (body.logging.includes("audit")) return "done";
    const clusterLogging = [{ types: ["audit"], enabled: true }];
    return this.#update(cluster, { logging: { clusterLogging } });
  }

  /** Has CloudWatch keep the logs for as long as the connector says. */
  #kept({ region, name }: ForeignCluster): Step {
    const group = controlPlaneGroup(name);
    const account = this.#principal.account;
    const found = findLogGroup(this.#kernel.store, { account, region, name: group });
    if (!found || this.#retention === undefined) return "done";
    if (found.body.retentionInDays === this.#retention) return "done";
    const retentionInDays = this.#retention;
    this.#call(region, "logs", "PutRetentionPolicy", { logGroupName: group, retentionInDays });
    return "done";
  }

  #admit(region: string, clusterName: string): void {
    const principalArn = this.#role.id;
    try {
      this.#call(region, "eks", "CreateAccessEntry", { clusterName, principalArn });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "ResourceInUseException")) throw error;
    }
    this.#call(region, "eks", "AssociateAccessPolicy", {
      clusterName,
      principalArn,
      policyArn: ADMIN_POLICY,
      accessScope: { type: "cluster" },
    });
  }

  #update({ id, region, name }: ForeignCluster, change: object): Step {
    this.#call(region, "eks", "UpdateClusterConfig", { name, ...change });
    return { until: this.#updatingUntil(id) ?? this.#kernel.clock.now() };
  }

  /** When the update that runs on a cluster ends. */
  #updatingUntil(arn: string): number | undefined {
    const cluster = findCluster(this.#kernel.store, arn);
    if (cluster?.body.updateId === undefined) return undefined;
    const place = { account: this.#principal.account, region: cluster.location };
    const id = eksArn(place, "update", cluster.name, cluster.body.updateId);
    return this.#kernel.operations.running(id)?.endsAt;
  }

  /** What AWS refuses stands in the way, in its own words. */
  #tried({ id, name }: ForeignCluster, act: (eks: EksCluster) => Step): Step {
    const eks = findCluster(this.#kernel.store, id);
    if (!eks) return { blocked: `The cluster ${name} is gone.` };
    const until = this.#updatingUntil(id);
    if (until !== undefined) return { until };
    try {
      return act(eks);
    } catch (error) {
      if (error instanceof AwsError) return { blocked: error.message };
      throw error;
    }
  }

  #call(region: string, serviceName: string, name: string, input: object): unknown {
    const service = AWS_SERVICES.get(serviceName);
    const operation = service?.operations.find((one) => one.name === name);
    if (!service || !operation) throw new Error(`There is no operation ${serviceName}:${name}.`);
    const caller = { principal: this.#principal, region, requestId: randomUUID() };
    const prepared = prepare(this.#kernel, service, operation, { input, caller });
    return carryOut(prepared, ["AccessDeniedException", 403]);
  }
}
