import { randomUUID } from "node:crypto";
import {
  CONNECTOR_TYPE,
  type ConnectorBody,
  SHOWN_CONNECTOR_TYPE,
} from "../../azure/security/connectors/connector.ts";
import { nextConnector } from "../../azure/security/connectors/next-connector.ts";
import { gcpAccess } from "../../gcp/seed/access.ts";
import { DEFENDER_PROVISIONING, USERS } from "../../identities.ts";
import { arcNameOf } from "../../provisioning/clouds/arc-twin.ts";
import { defender } from "../../provisioning/clouds/defender-identity.ts";
import type { Settings } from "../../settings.ts";
import type { Kernel, NewResource } from "../../types.ts";
import { roleAssignment } from "../access.ts";
import { SUBSCRIPTIONS } from "../company.ts";
import { contents } from "../connected/connected.ts";
import { type ConnectedRow, connected } from "../connected/connected-row.ts";
import { randomFrom } from "../random.ts";
import { resourceGroup } from "../resource-group.ts";
import { awsAccess } from "./aws-access.ts";
import { awsConnector, googleConnector } from "./hand-written.ts";
import { portalIdentity } from "./portal-identity.ts";

const SUBSCRIPTION = SUBSCRIPTIONS.shipping.id;
const GROUP = "rg-multicloud";
const REGION = "westeurope";
const PROJECT = "nwh-shipping-prod";
const OWN_STREAM = 104_729;

/** Whether the estate begins with connected clouds: as it was said at the first start, for every new estate. */
export function startsConnected(settings: Settings, wanted: "on" | "off" = "off"): boolean {
  return settings.keep("connectors", () => wanted) === "on";
}

/**
 * Connects the company's production account in AWS and its production project in Google Cloud, with all in place that
 * the portal and Defender need there, and with some of the clusters connected through Azure Arc.
 */
export function seedConnectors(kernel: Kernel): void {
  const { store, clock } = kernel;
  const now = clock.now();
  const portal = portalIdentity(`${kernel.origin}/${kernel.tenantId}/v2.0`);
  const externalId = randomUUID();
  const account = awsConnector(externalId).properties.hierarchyIdentifier;
  store.transaction(() => {
    store.insertMany(
      [
        resourceGroup(SUBSCRIPTION, GROUP, REGION),
        ...awsAccess({ account, externalId, portal, now }),
        ...gcpAccess(store, { projectId: PROJECT, portal, defender, now }),
        connectorRow("aws-northwind-prod", awsConnector(externalId), now),
        connectorRow("gcp-nwh-shipping-prod", googleConnector, now),
        roleAssignment(
          DEFENDER_PROVISIONING,
          "Defender Kubernetes Agent Operator",
          `/subscriptions/${SUBSCRIPTION}`,
          randomUUID(),
        ),
      ],
      now,
    );
    const twins = contents(
      SUBSCRIPTION,
      TWINS,
      randomFrom(kernel.settings.get("seed") + OWN_STREAM),
    );
    store.insertMany(
      [...twins].filter(({ id }) => !store.get(id)),
      now,
    );
  });
  kernel.provisioning.connectorsCome();
}

function connectorRow(name: string, sent: ConnectorBody, now: number): NewResource {
  const [owner] = USERS;
  if (!owner) throw new Error("Nobody is there who could make a connector.");
  const by = { objectId: owner.objectId, kind: owner.kind, name: owner.username };
  return {
    id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/${SHOWN_CONNECTOR_TYPE}/${name}`,
    type: CONNECTOR_TYPE,
    name,
    subscriptionId: SUBSCRIPTION,
    resourceGroup: GROUP,
    location: REGION,
    body: nextConnector({ sent, before: undefined, by, now }),
  };
}

const eks = (region: string, name: string) => ({
  id: `arn:aws:eks:${region}:412233445566:cluster/${name}`,
  name,
});
const gke = (location: string, name: string) => ({
  id: `//container.googleapis.com/projects/nwh-shipping-prod/locations/${location}/clusters/${name}`,
  name,
});

function twin(
  { id, name }: { id: string; name: string },
  distribution: "eks" | "gke",
  rest: Partial<ConnectedRow>,
): ConnectedRow {
  return connected(arcNameOf({ id, name }), GROUP, REGION, {
    distribution,
    infrastructure: distribution === "eks" ? "aws" : "gcp",
    tags: { ms_defender_cluster_id: id },
    ...rest,
  });
}

/** The clusters that are connected already: whole ones, one without the policy extension, one whose agents are silent. */
const TWINS: readonly ConnectedRow[] = [
  twin(eks("eu-west-1", "eks-booking-prod-euw1"), "eks", {
    traits: ["sensor", "policy"],
    kubernetesVersion: "1.31.6",
    nodes: 6,
  }),
  twin(eks("eu-central-1", "eks-ledger-prod-euc1"), "eks", {
    traits: ["sensor"],
    kubernetesVersion: "1.31.6",
  }),
  twin(eks("eu-central-1", "eks-customs-prod-euc1"), "eks", {
    traits: ["offline"],
    kubernetesVersion: "1.31.6",
  }),
  twin(gke("europe-west4", "gke-ship-tracking"), "gke", {
    traits: ["sensor", "policy"],
    kubernetesVersion: "1.31.6",
  }),
  twin(gke("europe-west4-b", "gke-ship-manifests"), "gke", {
    traits: ["policy"],
    kubernetesVersion: "1.30.10",
  }),
];
