import type { Store } from "../../store.ts";
import { ACCOUNT } from "../seed.ts";

export interface AccountBody {
  Id: string;
  Name: string;
  Email: string;
  joined: string;
}

/** The accounts of the organisation, the management account among them. */
export function accountsOf(store: Store): AccountBody[] {
  return [...store.scan({ types: [ACCOUNT] })].map(({ body }) => body as unknown as AccountBody);
}
