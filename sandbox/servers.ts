import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Options } from "./options.ts";

/** Only this machine may talk to the sandbox. */
const HOST = "127.0.0.1";

type SidePort = Extract<keyof Options, `${string}-port`>;

/**
 * Makes servers of plain HTTP on the ports behind the main one. Nobody types these ports, so when the usual one
 * is taken and none was asked for, any other will do.
 */
export function besideServers(options: Options) {
  return (name: SidePort, distance: number, listener: RequestListener): Promise<Server> => {
    const server = () => createServer({ keepAliveTimeout: 60_000 }, listener);
    const wanted = options[name];
    if (wanted !== undefined) return listening(server(), wanted);
    const usual = options.port === 0 ? 0 : options.port + distance;
    return listening(server(), usual).catch(() => listening(server(), 0));
  };
}

export function listening<S extends Server>(server: S, port: number): Promise<S> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, HOST, () => {
      server.off("error", failed);
      done(server);
    });
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
