import { readFileSync } from "node:fs";
import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";

/** Next's list of the server actions of a production build: an id each, with the function that it calls. */
const Manifest = z.object({
  node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
});

const Answer = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), refusal: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;

/** Every server action of the build: "lib/plans/actions.ts savePlan" to the id by which browsers call it. */
export function builtActions(): Map<string, string> {
  const text = readFileSync(".next/server/server-reference-manifest.json", "utf8");
  const { node } = Manifest.parse(JSON.parse(text));
  return new Map(
    Object.entries(node).map(([id, { filename, exportedName }]) => [
      `${filename} ${exportedName}`,
      id,
    ]),
  );
}

/**
 * Calls a server action as a forger would: by its id, without the page, with whatever argument.
 * @param as the cookies of somebody who is signed in, or of nobody
 * @param path a page that has the action
 */
export async function forge(
  as: APIRequestContext,
  origin: string,
  path: string,
  id: string,
  argument: unknown,
): Promise<Answer> {
  const answer = await as.post(`${origin}${path}`, {
    headers: {
      "next-action": id,
      origin,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
    },
    data: JSON.stringify([argument]),
    maxRedirects: 0,
  });
  return answerIn(await answer.text());
}

/** Finds the action's result among the rows of React's stream: "1:{…}", one a line. */
function answerIn(stream: string): Answer {
  for (const line of stream.split("\n")) {
    const json = /^[0-9a-f]+:(\{.*"ok":.*\})$/.exec(line)?.[1];
    const parsed = json ? Answer.safeParse(JSON.parse(json)) : undefined;
    if (parsed?.success) return parsed.data;
  }
  throw new Error(`The action answered nothing that can be read: ${stream.slice(0, 300)}`);
}
