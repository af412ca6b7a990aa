import pino from "pino";

const SECRETS = [
  "token",
  "accessToken",
  "refreshToken",
  "secret",
  "clientSecret",
  "password",
  "cookie",
  "authorization",
  "ciphertext",
  "kubeconfig",
  "primarySharedKey",
  "secondarySharedKey",
  "configurationProtectedSettings",
];

/** One line of JSON an entry; fields that carry a secret by name are cut out at two depths. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { process: process.env.BREAKWATER_PROCESS ?? "web" },
  redact: {
    paths: SECRETS.flatMap((name) => [name, `*.${name}`, `headers.${name}`]),
    censor: "[redacted]",
  },
});
