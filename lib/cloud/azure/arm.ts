import type { TokenCredential } from "@azure/core-auth";
import { type Client, getClient } from "@azure-rest/core-client";
import { config } from "../../config.ts";
import type { CallRules } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { faultOfAnswer, faultOfError } from "./fault-of.ts";

const ANSWER_TIMEOUT_MS = 30_000;
/** More pages than any real list has; a server that links in a circle must not keep us for ever. */
const PAGES_MAX = 2_000;

type Method = "get" | "put" | "post" | "patch" | "delete" | "head";

export interface Ask {
  /** A template such as `/subscriptions/{s}/resourceGroups/{g}`; its values are encoded one by one. */
  path: string;
  values?: string[];
  apiVersion: string;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer<Body = unknown> {
  status: number;
  body: Body;
  headers: Record<string, string | undefined>;
  requestId: string | null;
}

/** Azure Resource Manager, for one actor. Whatever is not 2xx becomes a CloudFault. */
export class Arm {
  readonly #client: Client;
  readonly #origin: string;

  constructor(credential: TokenCredential, { retries = 0, gate }: CallRules = {}) {
    const { resourceManager, audience } = config().azure;
    const tlsOptions = trusted();
    this.#origin = new URL(resourceManager).origin;
    this.#client = getClient(resourceManager, credential, {
      credentials: { scopes: [`${audience}/.default`] },
      retryOptions: { maxRetries: retries, maxRetryDelayInMs: 30_000 },
      userAgentOptions: { userAgentPrefix: "breakwater" },
      ...(tlsOptions ? { tlsOptions } : {}),
    });
    if (gate) this.#client.pipeline.addPolicy(gated(gate), { afterPhase: "Sign" });
  }

  get(ask: Ask): Promise<Answer> {
    return this.#send("get", ask);
  }

  put(ask: Ask): Promise<Answer> {
    return this.#send("put", ask);
  }

  post(ask: Ask): Promise<Answer> {
    return this.#send("post", ask);
  }

  patch(ask: Ask): Promise<Answer> {
    return this.#send("patch", ask);
  }

  delete(ask: Ask): Promise<Answer> {
    return this.#send("delete", ask);
  }

  /** Follows a link that ARM gave us (an operation's status). It must lead to ARM itself: our token goes with it. */
  follow(url: string): Promise<Answer> {
    if (new URL(url).origin !== this.#origin) {
      throw new CloudFault({
        kind: "rejected",
        code: "ForeignLink",
        message: `Azure Resource Manager answered with a link to another host: ${new URL(url).host}.`,
        status: 0,
        requestId: null,
      });
    }
    return this.#call("get", url, [], {});
  }

  /** The pages of a list, each as the array under `value`. */
  async *pages(ask: Ask): AsyncGenerator<unknown[]> {
    let answer = await this.get(ask);
    for (let page = 0; page < PAGES_MAX; page++) {
      const { value, nextLink } = answer.body as { value?: unknown[]; nextLink?: string | null };
      yield value ?? [];
      if (!nextLink) return;
      answer = await this.follow(nextLink);
    }
  }

  /** A whole list. */
  async all(ask: Ask): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const page of this.pages(ask)) items.push(...page);
    return items;
  }

  #send(method: Method, ask: Ask): Promise<Answer> {
    return this.#call(method, ask.path, ask.values ?? [], {
      queryParameters: { "api-version": ask.apiVersion, ...ask.query },
      ...(ask.body === undefined ? {} : { body: ask.body }),
      ...(ask.headers ? { headers: ask.headers } : {}),
    });
  }

  async #call(method: Method, path: string, values: string[], options: object): Promise<Answer> {
    const abortSignal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const answer = await this.#answerTo(method, path, values, { ...options, abortSignal });
    const status = Number(answer.status);
    const headers = answer.headers as Record<string, string | undefined>;
    if (status >= 200 && status < 300) {
      return { status, body: answer.body, headers, requestId: headers["x-ms-request-id"] ?? null };
    }
    throw faultOfAnswer(status, headers, answer.body);
  }

  async #answerTo(method: Method, path: string, values: string[], options: object) {
    // The client's type wants one argument a placeholder; our templates are checked by their tests.
    const resource = this.#client.pathUnchecked as (
      path: string,
      ...values: string[]
    ) => ReturnType<Client["pathUnchecked"]>;
    try {
      return await resource(path, ...values)[method](options);
    } catch (error) {
      throw faultOfError(error);
    }
  }
}

let tls: { ca: string } | undefined;

/** The same object for every client: by it the connections are kept and shared, instead of one handshake a call. */
function trusted(): { ca: string } | undefined {
  const { ca } = config().azure;
  if (tls?.ca !== ca) tls = ca ? { ca } : undefined;
  return tls;
}

/** Asks the gate when all else is ready, the token too: between its yes and the wire nothing may take time. */
function gated(gate: () => Promise<void>): Parameters<Client["pipeline"]["addPolicy"]>[0] {
  return {
    name: "gate",
    async sendRequest(request, next) {
      await gate();
      return next(request);
    },
  };
}

/** The answer, or null where ARM says that there is no such thing. */
export async function absentAsNull(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudFault && error.kind === "missing") return null;
    throw error;
  }
}
