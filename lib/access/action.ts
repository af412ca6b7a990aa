import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { Refusal, type Result } from "../result.ts";
import { currentPerson } from "./current.ts";
import { lacks, type Permission, type Person } from "./model.ts";
import { placesOf, rightsOf } from "./rights.ts";
import { seesWhole } from "./scope.ts";

/**
 * A server action in its facts: its name in the audit log, what comes in, who may, what is done. With
 * `permission`, `on` names the subscription on which it is needed; an action whose rights depend on the rows
 * that it touches checks them in `run` and throws a Refusal.
 */
export function action<Schema extends z.ZodType, Output>(door: {
  name: string;
  input: Schema;
  permission?: Permission;
  on?: (input: z.output<Schema>) => string;
  run: (input: z.output<Schema>, person: Person) => Promise<Output>;
}) {
  return async (raw: z.input<Schema>): Promise<Result<Output>> => {
    const person = await currentPerson();
    if (!person)
      return { ok: false, code: "signedOut", refusal: "Your session has ended. Sign in again." };
    const input = door.input.safeParse(raw);
    if (!input.success) {
      const [issue] = input.error.issues;
      const field = issue?.path.join(".") ?? "";
      return {
        ok: false,
        code: "invalid",
        field,
        refusal: `${field || "The request"}: ${issue?.message ?? "is not valid"}`,
      };
    }
    try {
      if (door.on) await allow(person, door.on(input.data), door.permission);
      return { ok: true, value: await door.run(input.data, person) };
    } catch (error) {
      return refused(door.name, person, error);
    }
  };
}

/** Throws unless the person sees the subscription (else it does not exist) and holds the permission there. */
async function allow(
  person: Person,
  subscriptionId: string,
  permission?: Permission,
): Promise<void> {
  if (!(await seesWhole(person, subscriptionId))) {
    throw new Refusal("There is no such subscription.", "missing", subscriptionId);
  }
  if (!permission) return;
  const place = (await placesOf([subscriptionId])).get(subscriptionId);
  const rights = await rightsOf(person);
  if (!place || !rights.may(permission, place)) {
    throw new Refusal(lacks(permission, "this subscription"), "forbidden", subscriptionId);
  }
}

async function refused(name: string, person: Person, error: unknown): Promise<Result<never>> {
  if (!(error instanceof Refusal)) {
    log.error({ err: error, action: name, person: person.id }, "an action failed");
    throw error;
  }
  if (error.code === "forbidden" || error.code === "missing") {
    await record(db(), {
      actor: person,
      action: "access.refuse",
      outcome: "refused",
      subscriptionId: error.subscriptionId,
      resourceName: name,
      summary: `${name}: ${error.message}`,
      correlationId: randomUUID(),
    });
  }
  return { ok: false, code: error.code, refusal: error.message };
}
