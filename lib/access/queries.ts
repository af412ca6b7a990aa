import { db } from "../db/client.ts";
import type { Person } from "./model.ts";

/** The names of the roles that the person holds anywhere. */
export async function roleNames(person: Person): Promise<string[]> {
  const rows = await db().roleGrant.findMany({
    where: { personId: person.id },
    select: { roleName: true },
    distinct: ["roleName"],
    orderBy: { roleName: "asc" },
  });
  return rows.map((row) => row.roleName);
}
