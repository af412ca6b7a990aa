import type { CheckRequest, CheckResult } from "@/lib/network/live";

/** Asks the portal to check and tells each result as it comes. Resolves to what went wrong, in words, or to null. */
export async function streamChecks(
  request: CheckRequest,
  signal: AbortSignal,
  tell: (result: CheckResult) => void,
): Promise<string | null> {
  try {
    const answer = await fetch("/api/network/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
    if (!answer.ok || !answer.body) return await refusalIn(answer);
    let rest = "";
    for await (const text of chunksOf(answer.body.pipeThrough(new TextDecoderStream()))) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) tell(JSON.parse(line) as CheckResult);
    }
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    return error instanceof Error
      ? `The check broke off: ${error.message}`
      : "The check broke off.";
  }
}

async function refusalIn(answer: Response): Promise<string> {
  const told = (await answer.json().catch(() => null)) as { refusal?: string } | null;
  return told?.refusal ?? `The portal did not answer the check (${answer.status}).`;
}

/** Not every browser can go through a stream with a loop by itself. */
async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
