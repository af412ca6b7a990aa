export const WORKSPACE_TYPE = "microsoft.operationalinsights/workspaces";
