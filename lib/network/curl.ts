/** curl's exit codes that tell of the certificate. Source: https://everything.curl.dev/cmdline/exitcode.html (2025). */
const CERTIFICATE: Readonly<Record<number, string>> = {
  51: "The certificate is not for this name, or not valid. A proxy that inspects TLS does so.",
  60: "The certificate is not trusted, or for other names. A proxy that inspects TLS does so.",
  83: "The certificate's issuer is not the expected one. A proxy that inspects TLS does so.",
};

/** What stopped the connection itself, by exit code. */
const CONNECTION: Readonly<Record<number, string>> = {
  5: "The name of the cluster's proxy could not be resolved.",
  7: "The connection was refused, or there is no route. A firewall rejects it.",
  28: "No answer to the connection. A firewall drops it.",
  97: "The cluster's proxy refused to connect.",
};

interface Findings {
  exit: number;
  /** Seconds until each step was done; 0 where it was not. */
  connected: number;
  secured: number;
  /** The proxy's answer to CONNECT; 000 without one. */
  proxy: string;
}

interface Meaning {
  resolved: boolean;
  connected: boolean | null;
  tls: boolean | null;
  problem: string | null;
}

/** What curl's findings mean. Once TLS stands nothing else matters: what the server says inside of it is its own affair. */
export function inWordsOfCurl({ exit, connected, secured, proxy }: Findings): Meaning {
  const certificate = CERTIFICATE[exit];
  if (certificate) return { resolved: true, connected: true, tls: false, problem: certificate };
  if (secured > 0) return { resolved: true, connected: true, tls: true, problem: null };
  if (exit === 6) {
    return {
      resolved: false,
      connected: null,
      tls: null,
      problem: "The name could not be resolved by the cluster's DNS.",
    };
  }
  const refused = proxy !== "000" && proxy !== "200";
  if (refused || connected === 0) {
    const problem = refused
      ? `The cluster's proxy refused to connect (${proxy}). Allow the endpoint there.`
      : (CONNECTION[exit] ?? `The connection failed (curl ${exit}).`);
    return { resolved: exit !== 5, connected: false, tls: null, problem };
  }
  return {
    resolved: true,
    connected: true,
    tls: false,
    problem: `The connection stands, and TLS did not come about (curl ${exit}). A firewall that inspects traffic does so.`,
  };
}
