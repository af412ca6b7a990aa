"use server";

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { action } from "../access/action.ts";
import { readRights } from "../access/read-rights.ts";
import { record } from "../audit/record.ts";
import { db } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { log } from "../log.ts";

/** Reads the estate again, and the person's own rights. Whoever is signed in may ask; one run serves all. */
export const refresh = action({
  name: "environments.refresh",
  input: z.strictObject({}),
  run: async (_input, person) => {
    await readRights(person).catch((error) => log.warn({ err: error }, "rights not read"));
    await db().$transaction(async (tx) => {
      await enqueue(tx, "discover-estate", [{ reason: "person" }]);
      await record(tx, {
        actor: person,
        action: "environments.refresh",
        outcome: "started",
        summary: "Asked for the estate to be read again.",
        correlationId: randomUUID(),
      });
    });
    return {};
  },
});
