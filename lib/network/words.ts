/** What each error of Node's network means for who runs the firewall. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused. A firewall rejects it, or nothing listens there.",
  ETIMEDOUT: "No answer to the connection. A firewall drops it.",
  ECONNRESET: "The connection was cut. A firewall that inspects traffic does so.",
  EHOSTUNREACH: "There is no route to the address.",
  ENETUNREACH: "There is no route to the network of the address.",
  TLS_TIMEOUT: "The connection stands, and nothing answers TLS on it.",
  TLS_CLOSED:
    "The connection was closed before TLS was done. A firewall that inspects traffic does so.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate is for other names. Something answers in the endpoint's place: a proxy that inspects TLS, or a wrong DNS entry.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The certificate is signed by itself. A proxy that inspects TLS does so.",
  SELF_SIGNED_CERT_IN_CHAIN:
    "The certificate comes from an authority that is not trusted. A proxy that inspects TLS does so.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The certificate comes from an authority that is not trusted. A proxy that inspects TLS does so.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The certificate comes from an authority that is not trusted. A proxy that inspects TLS does so.",
};

/** An error of the network as a sentence. Errors of our own have no code and are sentences already. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (!code) return error.message;
  return WORDS[code] ?? `The connection failed: ${error.message} (${code}).`;
}
