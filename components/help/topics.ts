import type { Route } from "next";

const LEARN = "https://learn.microsoft.com/azure/defender-for-cloud";

/** A way on: to a page of the portal, or to Microsoft's own documentation. */
export type HelpLink = { says: string; page: Route } | { says: string; url: string };

export interface HelpTopic {
  says: readonly string[];
  links: readonly HelpLink[];
}

const MATRIX: HelpLink = {
  says: "Support matrix: capability by kind of cluster",
  page: "/coverage",
};
const ROLES: HelpLink = { says: "Roles and permissions: who may do what", page: "/roles" };
const QUESTIONS: HelpLink = {
  says: "Common questions about Defender for Containers",
  url: `${LEARN}/faq-defender-for-containers`,
};
const SCANNING: HelpLink = {
  says: "How images are scanned for vulnerabilities",
  url: `${LEARN}/agentless-vulnerability-assessment-azure`,
};
/** How each kind of environment is connected. */
const CONNECTING: readonly HelpLink[] = [
  {
    says: "Protect Azure Kubernetes Service",
    url: `${LEARN}/tutorial-enable-containers-azure`,
  },
  {
    says: "Connect a cluster through Azure Arc, and protect it",
    url: `${LEARN}/tutorial-enable-containers-arc`,
  },
  {
    says: "Connect an AWS account, and protect EKS",
    url: `${LEARN}/tutorial-enable-container-aws`,
  },
  { says: "Connect a GCP project, and protect GKE", url: `${LEARN}/tutorial-enable-container-gcp` },
];

/**
 * What a person may want to know on a page, in our words, and where it goes on. Sources: Microsoft's documentation
 * of Defender for Containers (2025-01, and mid 2026 where it has changed).
 */
export const TOPICS = {
  environments: {
    says: [
      "Defender for Containers protects four kinds of cluster: Azure Kubernetes Service (AKS), Amazon EKS in a connected AWS account, Google GKE in a connected GCP project, and any CNCF-certified cluster that Azure Arc connects. Arc support is a preview.",
      "A subscription is protected once its Containers plan is on. A cluster that Azure Arc connects belongs to the plan of the subscription that holds its Arc resource.",
    ],
    links: [...CONNECTING, MATRIX, ROLES, QUESTIONS],
  },
  plans: {
    says: [
      "Turning Containers on turns every component on and assigns a default workspace; Settings lets you choose single components, now or later.",
      "Turning it off sets every component to Off. Nothing more is deployed, and nothing is removed from where it is installed.",
      "Containers replaces two older plans, Kubernetes and Container registries. Where one of them is on, a notice offers the change.",
      "It is billed by the vCores of the clusters' nodes; the price depends on region and contract.",
    ],
    links: [
      {
        says: "Prices, in detail",
        url: "https://azure.microsoft.com/pricing/details/defender-for-cloud/",
      },
      MATRIX,
      ROLES,
      ...CONNECTING,
      QUESTIONS,
    ],
  },
  settings: {
    says: [
      "The Defender sensor runs on every node, as a DaemonSet, and collects security events through eBPF: it sees processes and connections without changing a workload.",
      "One cluster is kept out of provisioning by a tag with the value true: ms_defender_container_exclude_sensors for the sensor (since 2026-02; the article's older name ms_defender_container_exclude_agents counts as well), ms_defender_container_exclude_agentless for what works without an agent.",
      "A component can also be installed cluster by cluster, without automatic provisioning: by its recommendation, or by the generated calls and templates.",
    ],
    links: [
      MATRIX,
      { says: "Roles that provisioning assigns", page: "/roles?view=identities" as Route },
      { says: "The recommendations that install single components", page: "/recommendations" },
      SCANNING,
      QUESTIONS,
    ],
  },
  recommendations: {
    says: [
      "Four recommendations install what automatic provisioning would: the Defender sensor and the Azure Policy add-on on AKS, the Defender extension and the Azure Policy extension on Azure Arc. The lightning mark under Actions says which ones can be fixed here.",
      "Search finds a recommendation by its title, by the names that older articles give it, and by its assessment key.",
    ],
    links: [MATRIX, SCANNING, ROLES, QUESTIONS],
  },
  recommendation: {
    says: [
      "Unhealthy lists the clusters without it, Healthy those with it. What is stopped, exempt, excluded by a tag, out of reach or without the plan is Not applicable, with the reason.",
      "Fix shows every call before it is made, and is carried out in your name.",
    ],
    links: [MATRIX, ROLES, ...CONNECTING.slice(0, 2), QUESTIONS],
  },
  remediations: {
    says: [
      "Each press of Fix, and each removal, is one remediation with a task for every cluster. It goes on when you close the browser, survives a restart, and changes no cluster twice.",
    ],
    links: [{ says: "What can be fixed", page: "/recommendations" }, ROLES, QUESTIONS],
  },
  removal: {
    says: [
      "Turning a component or the plan off stops further deployment and leaves what is installed. Remove it here, on one cluster or on many.",
      "A cluster whose subscription still has the component on, or that a policy assignment reaches, would get it back: turn the component off first, or keep the cluster out by its tag.",
    ],
    links: [{ says: "Turn a component or the plan off", page: "/environments" }, MATRIX, QUESTIONS],
  },
  policy: {
    says: [
      "Without an assignment the sensor reports to a default workspace of its region. An assignment of one of the two Defender policies names a workspace of your own, for the scope where it stands and everything below it.",
      "The assignment acts as a managed identity, which needs roles; giving them takes an Owner.",
    ],
    links: [
      { says: "Roles that provisioning assigns", page: "/roles?view=identities" as Route },
      MATRIX,
      QUESTIONS,
    ],
  },
  arc: {
    says: [
      "A cluster that Azure Arc connects is protected by two cluster extensions: microsoft.azuredefender.kubernetes brings the sensor, microsoft.policyinsights brings Azure Policy. An installation is Pending for its first minutes.",
    ],
    links: [...CONNECTING.slice(1, 2), MATRIX, QUESTIONS],
  },
  verify: {
    says: [
      "After a fix it takes minutes until every node has its pods: in kube-system on AKS, in mdc through Azure Arc. Pending means that the installation is under way.",
    ],
    links: [{ says: "What the cluster must reach", page: "/network" }, MATRIX, QUESTIONS],
  },
  roles: {
    says: [
      "Azure decides who may do what; Breakwater only explains it before you press. A role counts at its scope and everywhere below it, and a role that takes an action away does not take it from another role.",
    ],
    links: [
      MATRIX,
      {
        says: "Microsoft's own table of roles",
        url: `${LEARN}/permissions`,
      },
      QUESTIONS,
    ],
  },
  coverage: {
    says: [
      "Some capabilities come with the plan alone, some need a component, and some need something on each cluster. The state counts the clusters that really have it.",
    ],
    links: [...CONNECTING, SCANNING, ROLES, QUESTIONS],
  },
} as const satisfies Record<string, HelpTopic>;
