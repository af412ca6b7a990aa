/**
 * The api-versions that we speak, one a resource type: the newest stable ones for which Azure's published
 * OpenAPI files can judge our traffic. Source: https://github.com/Azure/azure-rest-api-specs (2024-11).
 */
export const API = {
  subscriptions: "2022-12-01",
  managementGroups: "2020-05-01",
  providers: "2024-07-01",
  resourceGroups: "2024-07-01",
  resourceGraph: "2022-10-01",
  pricings: "2024-01-01",
  securityConnectors: "2024-08-01-preview",
  managedClusters: "2024-09-01",
  connectedClusters: "2024-01-01",
  extensions: "2023-05-01",
  assessments: "2021-06-01",
  workspaces: "2022-10-01",
  sharedKeys: "2020-08-01",
  privateLinkScopes: "2021-07-01-preview",
  privateEndpoints: "2023-11-01",
  policyDefinitions: "2023-04-01",
  policyAssignments: "2024-05-01",
  roleAssignments: "2022-04-01",
  policyStates: "2019-10-01",
  activityLog: "2015-04-01",
  policyRemediations: "2021-10-01",
} as const;
