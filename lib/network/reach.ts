import type { BlockList } from "node:net";
import { connect, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, rootCertificates } from "node:tls";
import { refusalOf } from "./addresses.ts";
import { throughProxy } from "./proxy.ts";
import { addressesOf } from "./resolve.ts";
import { inWords } from "./words.ts";

/** Where to connect; the host is a name of the published list. */
export interface Target {
  host: string;
  port: number;
  /** Whether a private address is legitimate. */
  privateLink: boolean;
}

/** By which way, and with what trust. */
export interface Way {
  /** The proxy for this host, or null for a direct connection. */
  proxy: string | null;
  resolver: string | null;
  allowed: BlockList;
  /** A certificate authority to trust besides the usual ones, as PEM. */
  ca: string | undefined;
  timeoutMs: number;
}

/** How far it went. What was not tried, because something before it failed, is null. */
export interface Reached {
  via: "direct" | "proxy";
  addresses: string[];
  resolved: boolean | null;
  connected: boolean | null;
  /** Whether TLS came about with a certificate that is trusted and carries the name. */
  tls: boolean | null;
  milliseconds: number;
  /** What is wrong, in words; null when nothing is. */
  problem: string | null;
}

/**
 * Connects as a sensor would: name, TCP, TLS with the certificate's names. Nothing is sent inside of it, so there
 * is nothing that could redirect. Never throws for what the network does.
 */
export async function reach(target: Target, way: Way): Promise<Reached> {
  const begun = performance.now();
  const reached: Reached = {
    via: way.proxy ? "proxy" : "direct",
    addresses: [],
    resolved: null,
    connected: null,
    tls: null,
    milliseconds: 0,
    problem: null,
  };
  let socket: Socket | undefined;
  try {
    socket = await (way.proxy
      ? viaProxy(target, way, way.proxy, reached)
      : direct(target, way, reached));
    await secure(socket, target, way, reached);
  } catch (error) {
    reached.problem = inWords(error);
  } finally {
    socket?.destroy();
  }
  reached.milliseconds = Math.round(performance.now() - begun);
  return reached;
}

/** The proxy resolves the name: what this machine thinks of it says nothing. */
async function viaProxy(
  target: Target,
  way: Way,
  proxy: string,
  reached: Reached,
): Promise<Socket> {
  reached.connected = false;
  const socket = await throughProxy(proxy, target, way);
  reached.connected = true;
  return socket;
}

/** Connects to an address that was looked at: the name is not resolved a second time. */
async function direct(target: Target, way: Way, reached: Reached): Promise<Socket> {
  reached.resolved = false;
  reached.addresses = await addressesOf(target.host, way.resolver, way.timeoutMs);
  reached.resolved = reached.addresses.length > 0;
  const judged = reached.addresses.map((address) => ({
    address,
    refusal: refusalOf(address, { privateLink: target.privateLink, allowed: way.allowed }),
  }));
  const good = judged.find(({ refusal }) => refusal === null);
  if (!good) throw new NotConnected(judged);
  reached.connected = false;
  const socket = await dial(good.address, target.port, way.timeoutMs);
  reached.connected = true;
  return socket;
}

/** Every address of the name is one that is not connected to. */
class NotConnected extends Error {
  constructor(judged: readonly { address: string; refusal: string | null }[]) {
    const all = judged.map(({ address, refusal }) => `${address} is ${refusal}`);
    super(
      all.length === 0
        ? "The name has no address."
        : `Not connected to, because ${all.join("; ")}. Look at your DNS.`,
    );
    this.name = "NotConnected";
  }
}

function dial(address: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({ host: address, port, timeout: timeoutMs });
    socket.once("connect", () => {
      socket.setTimeout(0);
      done(socket);
    });
    socket.once("timeout", () =>
      socket.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
    );
    socket.once("error", fail);
  });
}

function secure(socket: Socket, target: Target, way: Way, reached: Reached): Promise<void> {
  reached.tls = false;
  return new Promise((done, fail) => {
    const secured = connectTls({
      socket,
      servername: target.host,
      ca: way.ca ? [...rootCertificates, way.ca] : [...rootCertificates],
      // Looked at below, so that it can be said what is wrong with it. Nothing is ever sent.
      rejectUnauthorized: false,
    });
    secured.setTimeout(way.timeoutMs, () =>
      secured.destroy(Object.assign(new Error("timeout"), { code: "TLS_TIMEOUT" })),
    );
    secured.once("error", fail);
    secured.once("secureConnect", () => {
      const wrongName = checkServerIdentity(target.host, secured.getPeerCertificate());
      if (wrongName) return fail(wrongName);
      if (!secured.authorized) {
        return fail(
          Object.assign(new Error("untrusted"), { code: String(secured.authorizationError) }),
        );
      }
      reached.tls = true;
      done();
    });
    secured.once("close", () => fail(Object.assign(new Error("closed"), { code: "TLS_CLOSED" })));
  });
}
