import { beginning } from "../lib/onboarding/choice.ts";
import { ALL_OFF } from "../lib/plans/choice.ts";
import { SENSOR_POLICIES } from "../lib/workspaces/model.ts";
import type { Who } from "./people.ts";
import { EKS_KEY, idOf, plansOf, sensorRecommendation } from "./portal.ts";

/** Somebody who asks; "stranger" has no session. */
export type Asker = Who | "stranger";

/** "allowed", or the code of the refusal. A "conflict" comes after the rights were found enough. */
export type Outcome = "allowed" | "conflict" | "forbidden" | "missing" | "signedOut";

export interface ActionRow {
  /** A page that has the action. */
  path: string;
  /** What each asker sends; `remediation` was started by the owner on the same subscription. */
  argument: (asker: Asker, remediation: string) => unknown;
  outcomes: Record<Asker, Outcome>;
}

/** Each asker has a cluster of Retail of their own, so that one's fix does not stand in another's way. */
const CLUSTER: Record<Asker, string> = {
  owner: "aks-shop-us-prod",
  contributor: "aks-shop-br-prod",
  mixed: "aks-shop-au-prod",
  securityAdmin: "aks-loyalty-prod",
  securityReader: "aks-loyalty-prod",
  reader: "aks-loyalty-prod",
  nobody: "aks-loyalty-prod",
  stranger: "aks-loyalty-prod",
};

const STALE = "0".repeat(32);

const selection = (asker: Asker) => ({
  recommendationId: "aksDefenderProfile",
  selection: { kind: "all", filter: { search: CLUSTER[asker], subscription: [idOf("retail")] } },
});

/** Who may read: everybody with a role on the subscription. */
const READERS: Record<Asker, Outcome> = {
  owner: "allowed",
  contributor: "allowed",
  securityAdmin: "allowed",
  securityReader: "allowed",
  reader: "allowed",
  mixed: "allowed",
  nobody: "missing",
  stranger: "signedOut",
};

/** Who may change clusters. Mira is Contributor of Retail. */
const FIXERS: Record<Asker, Outcome> = {
  ...READERS,
  securityAdmin: "forbidden",
  securityReader: "forbidden",
  reader: "forbidden",
};

/** The wizard of the policy that assigns workspaces to AKS clusters. */
const ASSIGN_PAGE = `/policy/definitions/${SENSOR_POLICIES.aks}/assign`;

const assignment = {
  definition: SENSOR_POLICIES.aks,
  assignmentId: null,
  choice: {
    scope: `/subscriptions/${idOf("retail")}`,
    notScopes: [],
    displayName: "Forged",
    description: "",
    enforced: false,
    parameters: {},
    region: "westeurope",
    remediate: false,
  },
};

/** Rights on an assignment that is there are tested with the verbs themselves. */
const NO_ASSIGNMENT = `/subscriptions/${idOf("retail")}/providers/microsoft.authorization/policyassignments/none`;
const NOBODY_FINDS: Record<Asker, Outcome> = {
  owner: "missing",
  contributor: "missing",
  securityAdmin: "missing",
  securityReader: "missing",
  reader: "missing",
  mixed: "missing",
  nobody: "missing",
  stranger: "signedOut",
};

/** Rights on the chosen place are tested with the verbs themselves: here is the draft of nobody. */
const NEW_CONNECTOR = "/environments/connectors/new?cloud=aws";
const DRAFT_PAGE = "/environments/connectors/drafts/x";
const noDraft = { draftId: "00000000-0000-4000-8000-000000000000", choice: beginning("aws") };
const NO_CONNECTOR = {
  connectorId: `/subscriptions/${idOf("retail")}/resourcegroups/none/providers/microsoft.security/securityconnectors/none`,
};
/** The recommendation that is fixed by a script. */
const EKS_PAGE = `/recommendations/${EKS_KEY}`;
const everyEks = {
  recommendationId: "eksDefenderExtension",
  selection: { kind: "all", filter: {} },
};
const CONNECTOR_PAGE = "/environments/connectors?id=x";

/** Every server action of the portal, on Retail, and what each asker must get. An action that is not here fails the test. */
export const ACTIONS: Record<string, ActionRow> = {
  "lib/environments/actions.ts refresh": {
    path: "/environments",
    argument: () => ({}),
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/network/actions.ts storeReport": {
    path: "/network?view=cluster",
    argument: () => ({
      clusterId: clusterId("rg-loyalty", "aks-loyalty-prod"),
      text: '{"breakwater":1,"cloud":"public","type":"aks","region":"westeurope"}\n{"checked":0}',
    }),
    outcomes: READERS,
  },
  "lib/plans/actions.ts previewPlan": {
    path: plansOf("retail"),
    argument: () => ({ subscriptionId: idOf("retail"), choice: ALL_OFF, replaceLegacy: false }),
    outcomes: READERS,
  },
  "lib/plans/actions.ts savePlan": {
    path: plansOf("retail"),
    // A baseline of nobody's: whoever may save is told of a conflict, and nothing changes.
    argument: () => ({ subscriptionId: idOf("retail"), baseline: STALE, choice: ALL_OFF }),
    outcomes: {
      ...READERS,
      owner: "conflict",
      contributor: "conflict",
      securityAdmin: "conflict",
      mixed: "conflict",
      securityReader: "forbidden",
      reader: "forbidden",
    },
  },
  "lib/remediations/actions.ts preview": {
    path: sensorRecommendation(),
    argument: selection,
    // A filter that matches nothing is no secret: the answer names no cluster, which another test looks at.
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/remediations/actions.ts exactCall": {
    path: sensorRecommendation(),
    argument: () => ({
      recommendationId: "aksDefenderProfile",
      clusterId: clusterId("rg-loyalty", "aks-loyalty-prod"),
    }),
    outcomes: READERS,
  },
  "lib/remediations/actions.ts fix": {
    path: sensorRecommendation(),
    argument: selection,
    outcomes: FIXERS,
  },
  "lib/remediations/actions.ts movers": {
    path: "/policy",
    argument: () => ({
      definition: SENSOR_POLICIES.aks,
      assignmentId: null,
      scope: `/subscriptions/${idOf("retail")}`,
      notScopes: [],
      workspaceId: "",
      enforced: true,
    }),
    // What nobody sees is not named: the answer counts none, which a test of the query looks at.
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/policy/actions.ts keepDraft": {
    path: ASSIGN_PAGE,
    argument: () => ({ definition: SENSOR_POLICIES.aks, assignmentId: null, choice: null }),
    // A built-in definition is no secret, and a draft is one's own.
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/policy/actions.ts review": {
    path: ASSIGN_PAGE,
    argument: () => assignment,
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/policy/actions.ts assign": {
    path: ASSIGN_PAGE,
    argument: () => assignment,
    outcomes: {
      ...READERS,
      contributor: "forbidden",
      mixed: "forbidden",
      securityReader: "forbidden",
      reader: "forbidden",
    },
  },
  "lib/policy/actions.ts remove": {
    path: "/policy/assignment?id=x",
    argument: () => ({ assignmentId: NO_ASSIGNMENT }),
    outcomes: NOBODY_FINDS,
  },
  "lib/policy/actions.ts startTask": {
    path: "/policy/assignment?id=x",
    argument: () => ({ assignmentId: NO_ASSIGNMENT }),
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts begin": {
    path: NEW_CONNECTOR,
    argument: () => ({ cloud: "aws" }),
    // A draft is one's own.
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/onboarding/actions.ts discard": {
    path: NEW_CONNECTOR,
    argument: () => ({ draftId: noDraft.draftId }),
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/onboarding/actions.ts keep": {
    path: DRAFT_PAGE,
    argument: () => noDraft,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts review": {
    path: DRAFT_PAGE,
    argument: () => noDraft,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts outline": {
    path: DRAFT_PAGE,
    argument: () => noDraft,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts save": {
    path: DRAFT_PAGE,
    argument: () => noDraft,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts verify": {
    path: DRAFT_PAGE,
    argument: () => noDraft,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts edit": {
    path: CONNECTOR_PAGE,
    argument: () => NO_CONNECTOR,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts verifyConnector": {
    path: CONNECTOR_PAGE,
    argument: () => NO_CONNECTOR,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts remove": {
    path: CONNECTOR_PAGE,
    argument: () => ({ ...NO_CONNECTOR, name: "none" }),
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts readClusters": {
    path: CONNECTOR_PAGE,
    argument: () => NO_CONNECTOR,
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts preview": {
    path: EKS_PAGE,
    argument: () => ({ ...everyEks, location: "westeurope" }),
    // A filter that matches nothing is no secret: the answer names no cluster.
    outcomes: { ...READERS, nobody: "allowed" },
  },
  "lib/onboarding/actions.ts script": {
    path: EKS_PAGE,
    argument: () => ({
      ...everyEks,
      ...NO_CONNECTOR,
      location: "westeurope",
      language: "bash",
      parts: [],
    }),
    outcomes: NOBODY_FINDS,
  },
  "lib/onboarding/actions.ts accessScripts": {
    path: EKS_PAGE,
    argument: () => ({ ...everyEks, ...NO_CONNECTOR }),
    outcomes: NOBODY_FINDS,
  },
  "lib/remediations/actions.ts cancel": {
    path: "/remediations/REMEDIATION",
    argument: (_asker, remediationId) => ({ remediationId }),
    outcomes: FIXERS,
  },
  "lib/remediations/actions.ts retry": {
    path: "/remediations/REMEDIATION",
    argument: (_asker, remediationId) => ({ remediationId }),
    // It acts in the name of who started, so nobody else may.
    outcomes: { ...FIXERS, contributor: "forbidden", mixed: "forbidden" },
  },
  "lib/remediations/actions.ts step": {
    path: "/remediations/REMEDIATION",
    // A step that is none of its own: who may decide on steps is told that it has not failed.
    argument: (_asker, remediationId) => ({ remediationId, stepId: remediationId, act: "retry" }),
    outcomes: { ...FIXERS, owner: "conflict", contributor: "forbidden", mixed: "forbidden" },
  },
};

/** The portal's id of a cluster of Retail: its ARM id in lower case. */
export function clusterId(group: string, name: string): string {
  return `/subscriptions/${idOf("retail")}/resourcegroups/${group}/providers/microsoft.containerservice/managedclusters/${name}`;
}
