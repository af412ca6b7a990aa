import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

const HIGHEST = 65_535;

/** Whether a server could listen on this port of the loopback interface. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that the system says is free now. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Gives each name a port: the one it had last time, else the preferred one, else any. The choice is written
 * to `file`, so that addresses which people keep (the sandbox's, in a shell) survive a restart.
 */
export async function keptPorts<Name extends string>(
  file: string,
  preferred: Record<Name, number>,
): Promise<Record<Name, number>> {
  const kept = readKept(file);
  const chosen: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(preferred) as Name[]) {
    chosen[name] = await firstFree([kept[name], preferred[name]]);
  }
  const ports = chosen as Record<Name, number>;
  writeFileSync(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

async function firstFree(candidates: unknown[]): Promise<number> {
  for (const port of candidates) {
    if (typeof port === "number" && port > 0 && port <= HIGHEST && (await isFree(port)))
      return port;
  }
  return anyFreePort();
}

/** What is unreadable is forgotten: it holds a convenience, nothing that could be lost. */
function readKept(file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof content === "object" && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}
