import { setTimeout as sleep } from "node:timers/promises";
import type { container_v1 } from "@googleapis/container";
import type { ConnectorAccess, ConnectorRules } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { faultOf } from "./fault-of.ts";
import { addressOf, cameIn, forgetToken, hasToken } from "./identity.ts";

const ANSWER_TIMEOUT_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;

export interface Ask {
  /** The service, as in container.googleapis.com. */
  service: string;
  /** Made by `path`, which encodes what stands in it. */
  path: string;
  method?: "GET" | "POST";
  body?: unknown;
}

/** What a request to Google looks like when the library has made it. */
interface Request {
  url?: string | URL;
  method?: string;
  headers?: unknown;
  [option: string]: unknown;
}

interface Answer {
  data: unknown;
  status: number;
}

/** A path whose values are encoded one by one. */
export function path(texts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: texts }, ...values.map((value) => encodeURIComponent(value)));
}

/** Google Cloud, as a connector's identity may use it. Whatever is not 2xx becomes a CloudFault. */
export class Google {
  readonly access: ConnectorAccess;
  readonly #rules: ConnectorRules;

  constructor(access: ConnectorAccess, rules: ConnectorRules) {
    this.access = access;
    this.#rules = rules;
  }

  /** The answer's body. */
  async ask({ service, path: at, method = "GET", body }: Ask): Promise<unknown> {
    const { data } = await this.request({
      url: `${addressOf(service)}${at}`,
      method,
      ...(body === undefined ? {} : { data: body }),
      responseType: "json",
    });
    return data;
  }

  /** The answer's body, or null where Google says that there is no such thing. */
  async askIfThere(ask: Ask): Promise<unknown> {
    try {
      return await this.ask(ask);
    } catch (error) {
      if (error instanceof CloudFault && error.kind === "missing") return null;
      throw error;
    }
  }

  /** The clusters of projects, by Google's own library. */
  async clusters(): Promise<container_v1.Resource$Projects$Locations$Clusters> {
    return (await this.#container()).projects.locations.clusters;
  }

  async operations(): Promise<container_v1.Resource$Projects$Locations$Operations> {
    return (await this.#container()).projects.locations.operations;
  }

  async #container(): Promise<container_v1.Container> {
    const { container } = await import("@googleapis/container");
    // The library asks its client for nothing but this one method, whatever its type says.
    const auth = { request: (request: Request) => this.request(request) };
    return container({
      version: "v1",
      rootUrl: `${addressOf("container")}/`,
      auth: auth as unknown as NonNullable<container_v1.Options["auth"]>,
    });
  }

  /** Sends a request, again where the rules allow it and Google may think otherwise soon. */
  async request(request: Request): Promise<Answer> {
    const { retries = 0 } = this.#rules;
    for (let tried = 0; ; tried++) {
      const kept = hasToken(this.access);
      try {
        return await this.#once(request);
      } catch (error) {
        const fault = this.#understood(error);
        // A token that we kept has ended before its time: coming in anew is free, whatever the rules.
        if (kept && fault.status === 401) continue;
        if (tried >= retries || !passes(fault)) throw fault;
        await sleep(waitOf(fault, tried));
      }
    }
  }

  #understood(error: unknown): CloudFault {
    const fault = faultOf(error);
    if (!(fault instanceof CloudFault)) throw fault;
    if (fault.status === 401) forgetToken(this.access);
    return fault;
  }

  async #once(request: Request): Promise<Answer> {
    const { client, authorization } = await cameIn(this.access);
    const headers = new Headers(request.headers as HeadersInit | undefined);
    headers.set("authorization", authorization);
    // Kept in the audit log of the project, beside the service account that all calls are made as.
    headers.set("x-goog-request-reason", inHeader(this.#rules.sessionName));
    await this.#rules.gate?.();
    return client.transporter.request({
      ...request,
      headers,
      retry: false,
      timeout: ANSWER_TIMEOUT_MS,
    } as Parameters<typeof client.transporter.request>[0]);
  }
}

function passes({ kind }: CloudFault): boolean {
  return kind === "throttled" || kind === "unreachable";
}

function waitOf({ retryAfterSeconds }: CloudFault, tried: number): number {
  const asked = retryAfterSeconds === null ? 500 * 2 ** tried : retryAfterSeconds * 1000;
  return Math.min(asked, LONGEST_WAIT_MS);
}

/** Headers carry ASCII alone. */
function inHeader(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x7e]/gu, (one) => encodeURIComponent(one));
}
