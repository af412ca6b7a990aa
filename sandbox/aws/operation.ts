import type { z } from "zod";
import type { Kernel } from "../types.ts";

/** Who a request speaks for. */
export interface AwsPrincipal {
  /** `arn:aws:iam::412233445566:user/admin` or `arn:aws:sts::412233445566:assumed-role/Role/session`. */
  arn: string;
  kind: "User" | "AssumedRole" | "Anonymous" | "Service";
  account: string;
  /** `AIDA…` of a user, `AROA…:session` of an assumed role. */
  userId: string;
  /** The ARN of the user or role whose policies say what may be done; a service's own has none. */
  identityArn: string;
  /** Key that signed; empty where nothing was signed. */
  accessKeyId: string;
  /** What a session is limited to beyond its role, as JSON. */
  sessionPolicy?: string | undefined;
}

/** A request to a service that has passed the signature check; its input as the operation's schema made it. */
export interface AwsCall<Input = unknown> {
  kernel: Kernel;
  /** `eks:ListClusters`. */
  action: string;
  /** The account that the caller belongs to, and that all of AWS but AssumeRole works in. */
  account: string;
  region: string;
  principal: AwsPrincipal;
  input: Input;
  requestId: string;
}

/** Values of the condition keys of a request, by their names. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

/** At most `burst` calls at once, and `perSecond` on average; per account, region and operation. */
export interface Quota {
  burst: number;
  perSecond: number;
}

interface OperationParts<Input> {
  /** As AWS names it: `DescribeCluster`. */
  name: string;
  /** Where a restJson1 operation is: `GET /clusters/{name}`. */
  http?: string;
  /** The action that a policy has to allow, or null where everybody who is somebody may: usually service:name. */
  action?: string | null;
  quota?: Quota;
  /** The ARN or ARNs that it works on, for policies, faults and effects; `*` where AWS knows no resource. */
  resource?(call: AwsCall<Input>): string | readonly string[];
  /** Condition keys that only this operation has. */
  context?(call: AwsCall<Input>): ConditionContext;
  /** Whether it may be asked for without a signature. */
  unsigned?: boolean;
  /** Whether it changes something: it is then counted as an effect of its first resource, in one transaction. */
  changes?: boolean;
}

/** An operation as a service registers it. */
export interface AwsOperation extends OperationParts<unknown> {
  input: z.ZodType;
  run(call: AwsCall<unknown>): unknown;
}

type Changing<Input> = { changes: true; run(call: AwsCall<Input>): object | undefined };
type Reading<Input> = { changes?: false; run(call: AwsCall<Input>): unknown };

/**
 * Describes an operation. What `run` gives back is what the service answers with, named as on the wire; the
 * protocol writes it. What changes something must do so at once, not in a promise.
 */
export function operation<S extends z.ZodType>(
  definition: Omit<OperationParts<z.infer<S>>, "changes"> & { input: S } & (
      | Changing<z.infer<S>>
      | Reading<z.infer<S>>
    ),
): AwsOperation {
  return definition as AwsOperation;
}

export type ProtocolName = "restJson1" | "awsJson1.1" | "awsQuery" | "ec2Query";

/** A service and all that it can do; `services.ts` lists them. */
export interface AwsService {
  /** As the credential scope of a signature and the actions of policies name it. */
  name: string;
  protocol: ProtocolName;
  /** The XML namespace of a query protocol, or what stands before the dot in X-Amz-Target. */
  namespace?: string;
  /** The code for an input that the schema refuses. */
  invalidInput: string;
  /** What AWS documents, or where it does not, what is known to be borne. */
  quota: Quota;
  operations: readonly AwsOperation[];
}
