import type { ConnectorAccess, ConnectorRules } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { roleArn } from "./arn.ts";
import { type ClientOf, clientOf, type Service } from "./clients.ts";
import { credentialsOf, forgetCredentials } from "./credentials.ts";
import { CREDENTIALS_ENDED } from "./fault-of.ts";

/** Where services that know no region, or all of them, are asked, unless the connector names its own. */
const HOME_REGION = "us-east-1";

/** An AWS account as the connector's identity may use it, with a client for each service and region. */
export class Account {
  readonly access: ConnectorAccess;
  readonly #rules: ConnectorRules;
  readonly #clients = new Map<string, Promise<unknown>>();

  constructor(access: ConnectorAccess, rules: ConnectorRules) {
    this.access = access;
    this.#rules = rules;
  }

  get id(): string {
    return this.access.hierarchyId;
  }

  /** The region for what is the same in all of them. */
  get home(): string {
    return this.access.regions[0] ?? HOME_REGION;
  }

  roleArn(role: string): string {
    return roleArn(this.id, role);
  }

  /** The service's client in a region. What goes wrong is a CloudFault. */
  client<S extends Service>(service: S, region = this.home): Promise<ClientOf<S>> {
    const key = `${service} ${region}`;
    const kept = this.#clients.get(key) as Promise<ClientOf<S>> | undefined;
    if (kept) return kept;
    const credentials = () => credentialsOf(this.access, this.#rules, this.home);
    const onFault = ({ code }: CloudFault) => {
      if (CREDENTIALS_ENDED.has(code)) forgetCredentials(this.access, this.#rules);
    };
    const made = clientOf(service, {
      ...this.#rules,
      region,
      credentials,
      account: this.id,
      onFault,
    });
    this.#clients.set(key, made);
    return made;
  }

  /** Comes in anew, whatever is kept: so it is known whether the doors are open now. */
  async comeIn(): Promise<void> {
    await credentialsOf(this.access, this.#rules, this.home, true);
  }
}

/** The answer, or null where AWS says that there is no such thing. */
export async function absentAsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudFault && error.kind === "missing") return null;
    throw error;
  }
}
