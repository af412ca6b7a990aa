import { mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, relative } from "node:path";
import { Refusal } from "./refusal.mjs";

/**
 * Keeps a data folder for this process, so that a second start in it is refused. What holds it is a listening
 * socket: the system takes it back when the process dies, however it dies; a stale file is no obstacle.
 * @param {string} folder @returns {Promise<() => Promise<void>>} gives the folder back
 */
export async function holdFolder(folder) {
  mkdirSync(folder, { recursive: true });
  // Relative, as the address of a socket must be shorter than about 100 characters (unix(7)).
  const address = relative(process.cwd(), join(folder, "held"));
  if (await isListening(address)) {
    throw new Refusal(
      `Breakwater is already running in ${folder}: stop it first, or use another copy of the project.`,
    );
  }
  rmSync(address, { force: true });
  const server = createServer((socket) => socket.end());
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve(undefined));
  });
  server.unref();
  return () => new Promise((resolve) => void server.close(() => resolve(undefined)));
}

/** @param {string} address @returns {Promise<boolean>} */
function isListening(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
