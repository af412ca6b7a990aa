import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { request as secureRequest } from "node:https";
import { type DetailedPeerCertificate, rootCertificates, type TLSSocket } from "node:tls";

const LONGEST_MS = 5000;
const LARGEST_ANSWER = 512 * 1024;

/** What AWS trusts an identity provider's server by: an authority, or else the thumbprints that the account noted. */
export interface TrustedBy {
  /** As PEM, besides the authorities that everybody trusts. */
  authority: string;
  /** SHA-1 of certificates of the server's chain, in hexadecimal. */
  thumbprints: readonly string[];
}

/**
 * What an identity provider publishes at an HTTPS address.
 * @throws Error where it can't be reached, is not trusted, or answers with no JSON
 */
export async function fetchedJson(address: string, trusted: TrustedBy): Promise<unknown> {
  const { protocol } = new URL(address);
  if (protocol !== "https:") throw new Error(`${address} is not HTTPS.`);
  const answer = await answered(address, trusted);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error("The answer is too large.");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function answered(address: string, trusted: TrustedBy): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = secureRequest(address, {
      ca: [trusted.authority, ...rootCertificates],
      // Thumbprints may stand in for an authority, so the chain is judged below.
      rejectUnauthorized: false,
      timeout: LONGEST_MS,
      agent: false,
    });
    call.on("socket", (socket) => {
      const secure = socket as TLSSocket;
      secure.once("secureConnect", () => {
        if (!isTrusted(secure, trusted)) call.destroy(new Error("Its certificate is not trusted."));
      });
    });
    call.on("timeout", () => call.destroy(new Error("It did not answer in time.")));
    call.on("error", reject);
    call.on("response", (answer) => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.resume();
      reject(new Error(`It answered with ${answer.statusCode}.`));
    });
    call.end();
  });
}

function isTrusted(socket: TLSSocket, { thumbprints }: TrustedBy): boolean {
  if (socket.authorized) return true;
  const noted = new Set(thumbprints.map((one) => one.toLowerCase()));
  return chainOf(socket.getPeerCertificate(true)).some((raw) =>
    noted.has(createHash("sha1").update(raw).digest("hex")),
  );
}

function chainOf(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  // A certificate that signed itself is its own issuer.
  while (next?.raw && !chain.some((known) => known.equals(next?.raw ?? known))) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
