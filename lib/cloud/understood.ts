import { z } from "zod";
import { CloudFault } from "./faults.ts";

/**
 * The same cloud, whose answers that are not as they are documented are faults like any other: they end what asked
 * for them, in words, where a bug would be tried again and again and leave it in the middle.
 */
export function understood<Cloud extends object>(cloud: Cloud): Cloud {
  return new Proxy(cloud, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return (...values: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, values);
        if (answer instanceof Promise) return answer.catch(inWords);
        return isPaged(answer) ? paged(answer) : answer;
      };
    },
  });
}

function isPaged(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}

async function* paged(pages: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* pages;
  } catch (error) {
    inWords(error);
  }
}

function inWords(error: unknown): never {
  if (!(error instanceof z.core.$ZodError)) throw error;
  throw new CloudFault(
    {
      kind: "rejected",
      code: "UnexpectedAnswer",
      message: `The cloud's answer is not as it is documented: ${z.prettifyError(error)}`,
      status: 200,
      requestId: null,
    },
    { cause: error },
  );
}
