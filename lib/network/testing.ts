import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
// The certificate library finds its parts by this, and wants it loaded before itself.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;
const TYPE_A = 1;
const TYPE_AAAA = 28;

/** A certificate authority of a test's own. */
export interface TestAuthority {
  pem: string;
  /** A server's certificate for these names, with its key. */
  issue(...names: string[]): Promise<{ cert: string; key: string }>;
}

export async function testAuthority(): Promise<TestAuthority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=An authority for tests",
    keys,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    pem: certificate.toString("pem"),
    async issue(...names) {
      const own = await newKeys();
      const issued = await x509.X509CertificateGenerator.create({
        subject: "CN=A server for tests",
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        ...validity(),
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: "dns" as const, value })),
          ),
        ],
      });
      const key = await crypto.subtle.exportKey("pkcs8", own.privateKey);
      return { cert: issued.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
    },
  };
}

/** A server of a test's own on loopback. */
export interface TestServer extends AsyncDisposable {
  port: number;
  /** How many connections it took. */
  connections: () => number;
}

/** A TLS server with a certificate, which knows no page. */
export function tlsServer(certificate: { cert: string; key: string }): Promise<TestServer> {
  const answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
  return listening(
    createTlsServer(certificate, (socket) => {
      socket.on("error", ignore);
      socket.once("data", () => socket.end(answer));
    }),
  );
}

/** A server that takes connections and is silent. */
export function silentServer(): Promise<TestServer> {
  return listening(createServer((socket) => socket.on("error", ignore)));
}

/** An HTTP proxy that tunnels every CONNECT to one port of loopback, or answers with another status. */
export async function connectProxy(
  port: number,
  status: (request: IncomingMessage) => number = () => 200,
): Promise<TestServer & { asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? "");
    client.on("error", ignore);
    const answer = status(request);
    if (answer !== 200) return client.end(`HTTP/1.1 ${answer} No\r\n\r\n`);
    const upstream = connect({ host: "127.0.0.1", port }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
  });
  return Object.assign(await listening(server), { asked });
}

/**
 * A DNS server over UDP; `answer` gives the addresses for a name's nth question of a family, null where there is no
 * such name.
 */
export async function dnsServer(
  answer: (name: string, family: 4 | 6, nth: number) => string[] | null | "silence",
): Promise<AsyncDisposable & { address: string; questions: string[] }> {
  const questions: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { name, type, end } = questionIn(message);
    if (type !== TYPE_A && type !== TYPE_AAAA) return;
    const question = `${type === TYPE_A ? "A" : "AAAA"} ${name}`;
    questions.push(question);
    const nth = questions.filter((other) => other === question).length;
    const addresses = answer(name, type === TYPE_A ? 4 : 6, nth);
    if (addresses === "silence") return;
    socket.send(answerTo(message.subarray(0, end), type, addresses), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => socket.close(() => done()));
    },
  };
}

/** A port of loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  await using server = await silentServer();
  return server.port;
}

async function listening(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", ignore);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", ignore);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** The question of a DNS message, RFC 1035 section 4.1.2. */
function questionIn(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** An answer with the addresses, or "no such name" for null. */
function answerTo(question: Buffer, type: number, addresses: string[] | null): Buffer {
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  header.writeUInt16BE(addresses ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses?.length ?? 0, 6);
  const records = (addresses ?? []).map((address) => {
    const value = type === TYPE_A ? Buffer.from(address.split(".").map(Number)) : sixteen(address);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(value.length, 10);
    return Buffer.concat([record, value]);
  });
  return Buffer.concat([header, question.subarray(12), ...records]);
}

/** The bytes of an IPv6 address that is written with all of its eight groups. */
function sixteen(address: string): Buffer {
  return Buffer.from(
    address
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join(""),
    "hex",
  );
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function validity() {
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
}

const ignore = () => {};
