import { z } from "zod";
import type { FaultRecord } from "../faults.ts";
import type { Account } from "./account.ts";
import type { EksPlace } from "./arn.ts";
import { eksUrl } from "./plan.ts";

const Update = z.looseObject({
  id: z.string(),
  status: z.enum(["InProgress", "Failed", "Cancelled", "Successful"]),
  type: z.string().nullish(),
  errors: z
    .array(z.looseObject({ errorCode: z.string().nullish(), errorMessage: z.string().nullish() }))
    .nullish(),
});

/** A change of a cluster that EKS works on, or has ended. */
export interface UpdateFacts {
  id: string;
  type: string;
  running: boolean;
  /** Why it did not go well. */
  fault: FaultRecord | null;
}

const UPDATE_URL =
  /^https:\/\/eks\.([a-z0-9-]+)\.amazonaws\.com\/clusters\/([A-Za-z0-9_-]+)\/updates\/([A-Za-z0-9-]+)$/;

/** Where EKS tells how an update goes. */
export function updateUrl({ region, name }: EksPlace, id: string): string {
  return eksUrl(region, "clusters", name, "updates", id);
}

/** The update that the address names. Throws when it is not that of one. */
export function updateAt(account: Account, url: string): Promise<UpdateFacts> {
  const [, region, name, id] = UPDATE_URL.exec(url) ?? [];
  if (!(region && name && id)) throw new Error(`Not the address of an update of EKS: ${url}`);
  return updateOf(account, { region, name }, id);
}

/** The ids of all updates that EKS remembers of a cluster. */
export async function updateIdsOf(account: Account, { region, name }: EksPlace): Promise<string[]> {
  const eks = await account.client("eks", region);
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listUpdates({ name, ...(nextToken ? { nextToken } : {}) });
    ids.push(...(page.updateIds ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return ids;
}

export async function updateOf(
  account: Account,
  { region, name }: Pick<EksPlace, "region" | "name">,
  updateId: string,
): Promise<UpdateFacts> {
  const eks = await account.client("eks", region);
  const { update, $metadata } = await eks.describeUpdate({ name, updateId });
  const { id, status, type, errors } = Update.parse(update);
  const failed = status === "Failed" || status === "Cancelled";
  const [error] = errors ?? [];
  return {
    id,
    type: type ?? "",
    running: status === "InProgress",
    fault: failed
      ? {
          kind: "failed",
          code: error?.errorCode ?? status,
          message:
            error?.errorMessage ?? `AWS reports the update as ${status} and gives no reason.`,
          status: $metadata.httpStatusCode ?? 200,
          requestId: $metadata.requestId ?? null,
        }
      : null,
  };
}
