import { z } from "zod";
import type { DefenderAssessment } from "../cloud.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { clusterUrl } from "./clusters.ts";
import { connectedClusterUrl, isConnectedCluster } from "./connected-clusters.ts";
import { API } from "./versions.ts";

const Assessment = z.object({
  properties: z.object({
    status: z.object({
      code: z.string(),
      cause: z.string().nullish(),
      description: z.string().nullish(),
      statusChangeDate: z.string().nullish(),
    }),
  }),
});

/** What Defender for Cloud itself says of a cluster by one recommendation; null where it has said nothing yet. */
export async function defenderAssessment(
  arm: Arm,
  armId: string,
  assessmentKey: string,
): Promise<DefenderAssessment | null> {
  const { path, values } = isConnectedCluster(armId)
    ? connectedClusterUrl(armId)
    : clusterUrl(armId);
  const answer = await absentAsNull(
    arm.get({
      path: `${path}/providers/Microsoft.Security/assessments/{a}`,
      values: [...values, assessmentKey],
      apiVersion: API.assessments,
    }),
  );
  if (!answer) return null;
  const { code, cause, description, statusChangeDate } = Assessment.parse(answer.body).properties
    .status;
  return {
    status: code,
    cause: cause ?? null,
    description: description ?? null,
    changedAt: statusChangeDate ?? null,
  };
}
