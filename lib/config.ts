import { readFileSync } from "node:fs";
import { BlockList, isIP, SocketAddress } from "node:net";
import { z } from "zod";

/**
 * The endpoints of each Azure cloud.
 * Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * and https://learn.microsoft.com/azure/china/resources-developer-guide (read 2026-11).
 */
const AZURE_CLOUDS = {
  AzurePublic: {
    authority: "https://login.microsoftonline.com",
    resourceManager: "https://management.azure.com",
  },
  AzureUSGovernment: {
    authority: "https://login.microsoftonline.us",
    resourceManager: "https://management.usgovcloudapi.net",
  },
  AzureChina: {
    authority: "https://login.chinacloudapi.cn",
    resourceManager: "https://management.chinacloudapi.cn",
  },
} as const;

/** As curl and others take it: the scheme may be left out, and nothing means none. */
const ProxyUrl = z
  .string()
  .trim()
  .transform((text) => (text === "" || text.includes("://") ? text : `http://${text}`))
  .pipe(z.union([z.literal(""), z.url({ protocol: /^https?$/ })]));

/** The address and port of a DNS server, such as `10.0.0.10:53` or `[fd00::10]:53`. */
const Resolver = z
  .string()
  .refine((text) => SocketAddress.parse(text) !== undefined, { message: "must be address:port" });

/** Addresses and networks, such as `10.1.0.0/16,192.0.2.7`. */
const Networks = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((networks) => networks.every(isNetwork), { message: "must be addresses or networks" });

const Environment = z.object({
  DATABASE_URL: z.string().min(1),
  BREAKWATER_URL: z.url().default("http://localhost:3000"),
  BREAKWATER_KEY: z.base64().refine((key) => Buffer.from(key, "base64").length === 32, {
    message: "must be 32 bytes in base64",
  }),
  AZURE_CLOUD: z.enum(["AzurePublic", "AzureUSGovernment", "AzureChina"]).default("AzurePublic"),
  AZURE_AUTHORITY_HOST: z.url().optional(),
  AZURE_RESOURCE_MANAGER_URL: z.url().optional(),
  AZURE_RESOURCE_MANAGER_AUDIENCE: z.url().optional(),
  AZURE_TENANT_ID: z.guid(),
  AZURE_CLIENT_ID: z.guid(),
  AZURE_CLIENT_SECRET: z.string().min(1),
  AZURE_CA_FILE: z.string().optional(),
  /** One address for all of AWS, or of Google Cloud, in place of their own. */
  AWS_ENDPOINT_URL: z.url().optional(),
  GOOGLE_ENDPOINT_URL: z.url().optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  DISCOVERY_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  HTTPS_PROXY: ProxyUrl.optional(),
  https_proxy: ProxyUrl.optional(),
  NO_PROXY: z.string().optional(),
  no_proxy: z.string().optional(),
  NETWORK_RESOLVER: Resolver.optional(),
  NETWORK_ALLOW_ADDRESSES: Networks.default([]),
});

export type Config = ReturnType<typeof parse>;

let parsed: Config | undefined;

/**
 * The one reader of the environment. It is parsed on first use, not on import, so that a build needs no
 * settings. Throws an Error that names each wrong variable.
 */
export function config(): Config {
  parsed ??= parse(process.env);
  return parsed;
}

function parse(env: NodeJS.ProcessEnv) {
  const result = Environment.safeParse(env);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The configuration is not usable. ${wrong.join("; ")}. See docs/operating.md.`);
  }
  const e = result.data;
  const cloud = AZURE_CLOUDS[e.AZURE_CLOUD];
  const resourceManager = trimmed(e.AZURE_RESOURCE_MANAGER_URL ?? cloud.resourceManager);
  return {
    databaseUrl: e.DATABASE_URL,
    publicUrl: trimmed(e.BREAKWATER_URL),
    key: Buffer.from(e.BREAKWATER_KEY, "base64"),
    logLevel: e.LOG_LEVEL,
    discoveryMinutes: e.DISCOVERY_MINUTES,
    workerConcurrency: e.WORKER_CONCURRENCY,
    network: {
      proxy: e.https_proxy || e.HTTPS_PROXY || null,
      noProxy: e.no_proxy ?? e.NO_PROXY ?? "",
      resolver: e.NETWORK_RESOLVER ?? null,
      allowed: networksOf(e.NETWORK_ALLOW_ADDRESSES),
    },
    aws: { endpoint: e.AWS_ENDPOINT_URL ? trimmed(e.AWS_ENDPOINT_URL) : null },
    google: { endpoint: e.GOOGLE_ENDPOINT_URL ? trimmed(e.GOOGLE_ENDPOINT_URL) : null },
    azure: {
      authority: trimmed(e.AZURE_AUTHORITY_HOST ?? cloud.authority),
      resourceManager,
      audience: trimmed(e.AZURE_RESOURCE_MANAGER_AUDIENCE ?? cloud.resourceManager),
      tenantId: e.AZURE_TENANT_ID,
      clientId: e.AZURE_CLIENT_ID,
      clientSecret: e.AZURE_CLIENT_SECRET,
      ca: e.AZURE_CA_FILE ? readFileSync(e.AZURE_CA_FILE, "utf8") : undefined,
    },
  };
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const length = prefix === undefined ? bits : Number(prefix);
  return more.length === 0 && Number.isInteger(length) && length >= 0 && length <= bits;
}

function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return list;
}
