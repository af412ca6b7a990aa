import { badRequest } from "./status.ts";

/** @throws StatusError 400 when a request's body isn't JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("the object provided is unrecognized (must be of type JSON)");
  }
}
