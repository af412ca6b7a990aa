import type { PolicyCloud } from "../policy.ts";
import type { Arm } from "./arm.ts";
import {
  assignmentCall,
  ensureAssignment,
  policyAssignment,
  policyAssignments,
  removalCall,
  removeAssignment,
} from "./policy-assignments.ts";
import { policyDefinition, policyDefinitions } from "./policy-definitions.ts";
import { compliance, ensureTask, policyStates, policyTasks, taskCall } from "./policy-insights.ts";
import { ensureRole, roleCall } from "./role-grants.ts";

/** Azure Policy as the actor may use it. */
export function policyCloud(arm: Arm): PolicyCloud {
  return {
    policyDefinitions: () => policyDefinitions(arm),
    policyDefinition: (id) => policyDefinition(arm, id),
    policyAssignments: () => policyAssignments(arm),
    policyAssignment: (id) => policyAssignment(arm, id),
    assignmentCall,
    ensureAssignment: (wish) => ensureAssignment(arm, wish),
    removalCall,
    removeAssignment: (id) => removeAssignment(arm, id),
    roleCall,
    ensureRole: (wish) => ensureRole(arm, wish),
    taskCall,
    ensureTask: (wish) => ensureTask(arm, wish),
    policyTasks: (scope, assignmentId) => policyTasks(arm, scope, assignmentId),
    compliance: (scope, assignmentId) => compliance(arm, scope, assignmentId),
    policyStates: (scope, assignmentId) => policyStates(arm, scope, assignmentId),
  };
}
