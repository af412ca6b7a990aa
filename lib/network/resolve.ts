import { lookup, Resolver } from "node:dns/promises";

/** What a name resolves to, by the resolver that the operator named, or by the machine's own. */
export async function addressesOf(
  host: string,
  resolver: string | null,
  timeoutMs: number,
): Promise<string[]> {
  try {
    return await (resolver ? askServer(host, resolver, timeoutMs) : askMachine(host, timeoutMs));
  } catch (error) {
    throw new Unresolved(error as NodeJS.ErrnoException);
  }
}

/** What each answer of DNS that is none means. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such name in your DNS.",
  ENODATA: "your DNS knows no address for it.",
  EAI_AGAIN: "the DNS server did not answer.",
  ECONNREFUSED: "there is no DNS server at the configured address.",
  ETIMEOUT: "the DNS server did not answer in time.",
  ESERVFAIL: "the DNS server failed.",
  EREFUSED: "the DNS server refused to answer.",
};

/** The name has no address that anybody told us. */
class Unresolved extends Error {
  constructor(cause: NodeJS.ErrnoException) {
    const why = WORDS[cause.code ?? ""] ?? `${cause.message}.`;
    super(`The name could not be resolved: ${why}`, { cause });
    this.name = "Unresolved";
  }
}

async function askServer(host: string, server: string, timeout: number): Promise<string[]> {
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([server]);
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const [first] = answers;
  if (found.length === 0 && first.status === "rejected") throw first.reason;
  return found;
}

async function askMachine(host: string, timeoutMs: number): Promise<string[]> {
  // The machine's own resolver can't be told to hurry.
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error("timeout"), { code: "ETIMEOUT" })),
    timeoutMs,
  );
  try {
    const answers = await Promise.race([lookup(host, { all: true }), late]);
    return answers.map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
}
