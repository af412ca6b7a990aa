import { optionsFrom } from "./options.ts";
import { startSandbox } from "./sandbox.ts";

/** Sentences for the mistakes that people make most. */
const PLAIN_WORDS: Readonly<
  Record<string, (error: NodeJS.ErrnoException & { port?: number }) => string>
> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use. Choose another one with --port.`,
  ERR_SQLITE_ERROR: ({ message }) =>
    `Its state can't be read (${message}). Delete the data folder to begin anew.`,
  EACCES: ({ message }) => `Something is not allowed here: ${message}`,
};

try {
  const sandbox = await startSandbox(optionsFrom(process.argv.slice(2)));
  process.stdout.write(`The sandbox cloud is listening on ${sandbox.url}\n`);
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  const known = error as NodeJS.ErrnoException & { port?: number };
  const words = PLAIN_WORDS[known.code ?? ""]?.(known) ?? known.message;
  process.stderr.write(`The sandbox cloud could not start: ${words}\n`);
  process.exit(1);
}
