import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Store } from "../store.ts";

/** Rows that have expired are removed once in so many writes. */
const CLEAN_EVERY = 500;
let writes = 0;

/** Keeps what oidc-provider has to remember (sessions, codes, grants, refresh tokens) in the sandbox's store. */
export function adapterOn(store: Store): new (model: string) => Adapter {
  return class StoreAdapter implements Adapter {
    readonly #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      store
        .statement(
          "INSERT OR REPLACE INTO oidc (model, id, payload, grant_id, uid, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run(
          this.#model,
          id,
          JSON.stringify(payload),
          payload.grantId ?? null,
          payload.uid ?? null,
          expiresIn ? Date.now() + expiresIn * 1000 : null,
        );
      if (++writes % CLEAN_EVERY === 0) {
        store.statement("DELETE FROM oidc WHERE expires_at < ?").run(Date.now());
      }
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      return payloadOf(
        store
          .statement("SELECT payload, expires_at FROM oidc WHERE model = ? AND id = ?")
          .get(this.#model, id),
      );
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return payloadOf(
        store
          .statement("SELECT payload, expires_at FROM oidc WHERE model = ? AND uid = ?")
          .get(this.#model, uid),
      );
    }

    /** Only the device flow, which is off, has user codes. */
    async findByUserCode(): Promise<undefined> {}

    async consume(id: string): Promise<void> {
      const payload = await this.find(id);
      if (!payload) return;
      store
        .statement("UPDATE oidc SET payload = ? WHERE model = ? AND id = ?")
        .run(
          JSON.stringify({ ...payload, consumed: Math.floor(Date.now() / 1000) }),
          this.#model,
          id,
        );
    }

    async destroy(id: string): Promise<void> {
      store.statement("DELETE FROM oidc WHERE model = ? AND id = ?").run(this.#model, id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      store.statement("DELETE FROM oidc WHERE grant_id = ?").run(grantId);
    }
  };
}

function payloadOf(row: Record<string, unknown> | undefined): AdapterPayload | undefined {
  if (!row || (typeof row.expires_at === "number" && row.expires_at < Date.now())) return undefined;
  return JSON.parse(String(row.payload));
}
