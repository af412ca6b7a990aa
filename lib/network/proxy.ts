import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";

/** The proxy by which a host is reached, or null when it is reached directly. */
export function proxyFor(
  host: string,
  port: number,
  { proxy, noProxy }: { proxy: string | null; noProxy: string },
): string | null {
  if (!proxy) return null;
  const exceptions = noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((text) => text.toLowerCase());
  return exceptions.some((exception) => covers(exception, host, port)) ? null : proxy;
}

/** As curl reads NO_PROXY: `*` is everything, a name covers itself and what is below it, a port narrows. */
function covers(exception: string, host: string, port: number): boolean {
  if (exception === "*") return true;
  const [name = "", onlyPort] = exception.split(":");
  if (onlyPort !== undefined && Number(onlyPort) !== port) return false;
  const suffix = name.replace(/^\*?\./, "");
  return host === suffix || host.endsWith(`.${suffix}`);
}

/** A tunnel to the target by HTTP CONNECT. Fails with the proxy's status when it says no. */
export function throughProxy(
  proxy: string,
  { host, port }: { host: string; port: number },
  { timeoutMs, ca }: { timeoutMs: number; ca: string | undefined },
): Promise<Socket> {
  const url = new URL(proxy);
  const secure = url.protocol === "https:";
  const credentials = decodeURIComponent(`${url.username}:${url.password}`);
  return new Promise((done, fail) => {
    const ask = (secure ? requestHttps : requestHttp)({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port || (secure ? 443 : 80),
      method: "CONNECT",
      path: `${host}:${port}`,
      headers: {
        host: `${host}:${port}`,
        ...(url.username && {
          "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}`,
        }),
      },
      // A connection of its own: a tunnel is not given back.
      agent: false,
      timeout: timeoutMs,
      ...(ca && secure ? { ca } : {}),
    });
    ask.once("connect", (answer, socket) => {
      if (answer.statusCode === 200) return done(socket);
      socket.destroy();
      fail(new ProxyRefused(answer.statusCode ?? 0));
    });
    // A proxy that answers CONNECT with a page has refused it.
    ask.once("response", (answer) => {
      answer.resume();
      fail(new ProxyRefused(answer.statusCode ?? 0));
    });
    ask.once("timeout", () =>
      ask.destroy(Object.assign(new Error("timeout"), { code: "PROXY_TIMEOUT" })),
    );
    ask.once("error", (error) => fail(Object.assign(new ProxyUnreachable(), { cause: error })));
    ask.end();
  });
}

/** The proxy answered, and would not connect. */
class ProxyRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(
      status === 407
        ? "The proxy wants a sign-in (407): put the user and password into HTTPS_PROXY."
        : `The proxy refused to connect (${status}). Allow the endpoint there.`,
    );
    this.name = "ProxyRefused";
    this.status = status;
  }
}

/** The proxy itself could not be reached, or did not answer in time. */
class ProxyUnreachable extends Error {
  constructor() {
    super("The proxy of HTTPS_PROXY could not be reached, or did not answer in time.");
    this.name = "ProxyUnreachable";
  }
}
