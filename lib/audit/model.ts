/** Everything that is written to the audit log, with the words of the page. */
export const AUDIT_ACTIONS = {
  "access.sign-in": "Signed in",
  "access.sign-out": "Signed out",
  "access.refuse": "Was refused",
  "plans.save": "Saved a plan",
  "plans.apply": "Plan applied",
  "remediations.start": "Started a remediation",
  "remediations.cancel": "Cancelled a remediation",
  "remediations.retry": "Retried a remediation",
  "remediations.take-away": "Took away what would undo a remediation",
  "remediations.watch": "Watched what a removal left",
  "clusters.return": "Came back on a cluster",
  "clusters.fix": "Fixed a cluster",
  "clusters.remove": "Removed from a cluster",
  "clusters.move": "Moved a cluster to a workspace",
  "clusters.exclude": "Excluded a cluster",
  "clusters.include": "Included a cluster again",
  "clusters.withdraw": "Withdrew access from a cluster",
  "clusters.script": "Downloaded a remediation script",
  "policies.save": "Saved a policy assignment",
  "policies.apply": "Policy assignment applied",
  "policies.remove": "Removed a policy assignment",
  "policies.remediate": "Started a policy remediation task",
  "connectors.save": "Saved a connector",
  "connectors.apply": "Connector applied",
  "connectors.remove": "Removed a connector",
  "workspaces.create": "Created a workspace",
  "network.report": "Stored a network check",
  "environments.refresh": "Asked for a refresh",
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

export const AUDIT_OUTCOMES = {
  done: "Done",
  started: "Started",
  failed: "Failed",
  refused: "Refused",
} as const;
export type AuditOutcome = keyof typeof AUDIT_OUTCOMES;
