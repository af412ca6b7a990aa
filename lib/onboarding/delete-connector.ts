import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { requireAt } from "../policy/lacking.ts";
import { Refusal } from "../result.ts";
import { storedChoice, visibleConnector } from "./draft.ts";
import { storeWish } from "./store-wish.ts";

/** Asks for a connector to be taken away. The person names it, so that nobody deletes another one by a slip. */
export async function deleteConnector(
  { connectorId, name }: { connectorId: string; name: string },
  person: Person,
): Promise<object> {
  const row = await visibleConnector(person, connectorId);
  const { armId, externalId, fingerprint, subscriptionId, resourceGroup } = row;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  await requireAt(person, "connectors:write", scope);
  if (name !== row.name)
    throw new Refusal(`Type the connector's name, “${row.name}”, to delete it.`);
  await db().$transaction((tx) =>
    storeWish(tx, person, {
      ...{ armId, externalId, baseline: fingerprint },
      draftId: "",
      verb: "delete",
      choice: null,
      action: "connectors.remove",
      summary: `Asked for the connector “${row.name}” to be deleted.`,
      before: storedChoice(row),
    }),
  );
  return {};
}
