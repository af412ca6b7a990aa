import { PrismaPg } from "@prisma/adapter-pg";
import { config } from "../config.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";

/** Connections of one process; the web server and each worker have their own. */
const POOL_MAX = 16;

const kept = globalThis as { breakwaterDb?: PrismaClient };

/** The database of this process, opened on first use. */
export function db(): PrismaClient {
  kept.breakwaterDb ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: config().databaseUrl, max: POOL_MAX }),
    transactionOptions: { maxWait: 10_000, timeout: 60_000 },
  });
  return kept.breakwaterDb;
}

/** The client inside a transaction, or the database itself. */
export type Tx = Prisma.TransactionClient;

/** Tagged SQL: `sql` binds every value, `join` makes lists, `empty` is no SQL at all. */
export const { sql, join, empty } = Prisma;
export type Sql = Prisma.Sql;
export { Prisma };
