import { arcTwinOf } from "../../../kubernetes/elsewhere.ts";
import type { EntityProperties } from "../../../provisioning/clouds/entities.ts";
import { blockedAt, type Component } from "../../../provisioning/clouds/visits.ts";
import type { Store } from "../../../store.ts";
import type { Resource } from "../../../types.ts";
import { EXTENSION_TYPE, propertiesOf } from "../../arc/extension.ts";
import type { Verdict } from "../assess.ts";
import { CONNECTOR_TYPE, storedConnector } from "./connector.ts";
import { OFFERINGS } from "./offerings.ts";

/** What Defender finds about a cluster of another cloud; nothing where it is none of its business. */
type Judge = (store: Store, entity: Resource) => Verdict | undefined;

/** Whether an extension runs on the cluster; otherwise what keeps Defender from installing it. */
export function judgeExtension(
  resourceType: string,
  extensionType: string,
  component: Component,
): Judge {
  return (store, entity) => {
    const about = aboutOf(store, entity);
    if (about.properties.resourceType !== resourceType) return undefined;
    if (!about.isPlanOn) return NOT_ON;
    const twin = arcTwinOf(store, about.properties.nativeResourceId);
    const extensions = twin ? [...store.scan({ types: [EXTENSION_TYPE], below: twin.id })] : [];
    const good = extensions
      .map(propertiesOf)
      .some(
        (extension) =>
          extension.extensionType.toLowerCase() === extensionType &&
          extension.provisioningState === "Succeeded",
      );
    if (good) return { code: "Healthy" };
    const description = about.blocked[component];
    return { code: "Unhealthy", ...(description && { cause: "ProvisioningFailed", description }) };
  };
}

/** Whether Defender could do what the connector asks of it on a cluster. */
export function judgePermissions(resourceType: string): Judge {
  return (store, entity) => {
    const about = aboutOf(store, entity);
    if (about.properties.resourceType !== resourceType) return undefined;
    if (!about.isPlanOn) return NOT_ON;
    const [description] = Object.values(about.blocked);
    if (description === undefined) return { code: "Healthy" };
    return { code: "Unhealthy", cause: "MissingPermissions", description };
  };
}

const NOT_ON: Verdict = {
  code: "NotApplicable",
  cause: "OffByPolicy",
  description: "The Containers plan is off on the connector.",
};

function aboutOf(store: Store, entity: Resource) {
  const properties = entity.body.properties as EntityProperties;
  const connector = store.get(properties.connectorId);
  const offerings =
    connector?.type === CONNECTOR_TYPE ? storedConnector(connector).properties.offerings : [];
  return {
    properties,
    isPlanOn: offerings.some(({ offeringType }) => OFFERINGS[offeringType]?.isContainers === true),
    blocked: blockedAt(store, properties.connectorId)[properties.nativeResourceId] ?? {},
  };
}
