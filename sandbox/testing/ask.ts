import { request as httpRequest } from "node:http";
import { Agent, request as httpsRequest } from "node:https";

export interface TestAnswer {
  status: number;
  headers: Record<string, string | undefined>;
  /** Parsed when it was JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely and fail where one is not as expected
  body: any;
  cookies: string[];
}

export interface TestRequest {
  ca?: string;
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

const agents = new Map<string, Agent>();

/** One request over the wire, redirects not followed. Rejects when the connection is cut. */
export function ask(
  url: string,
  { ca, method = "GET", body, form, headers }: TestRequest = {},
): Promise<TestAnswer> {
  const text = form
    ? new URLSearchParams(form).toString()
    : body === undefined
      ? undefined
      : JSON.stringify(body);
  const type = form ? "application/x-www-form-urlencoded" : "application/json";
  const options = {
    method,
    headers: { ...(text !== undefined && { "content-type": type }), ...headers },
  };
  return new Promise((resolve, reject) => {
    const call = url.startsWith("https:")
      ? httpsRequest(url, { ...options, agent: agentFor(ca) })
      : httpRequest(url, options);
    call.on("error", reject);
    call.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("error", reject);
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as Record<string, string | undefined>,
          body: parsed(Buffer.concat(chunks).toString("utf8")),
          cookies: answer.headers["set-cookie"] ?? [],
        }),
      );
    });
    call.end(text);
  });
}

function agentFor(ca = ""): Agent {
  const known = agents.get(ca) ?? new Agent({ keepAlive: true, ...(ca && { ca }) });
  agents.set(ca, known);
  return known;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
