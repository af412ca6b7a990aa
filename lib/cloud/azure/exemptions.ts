import { z } from "zod";
import type { ExemptionFacts } from "../cloud.ts";
import type { Arm } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";

/** An assessment as Resource Graph gives it; `name` is the key of its recommendation. */
const Exempt = z.looseObject({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
});

const BELOW = "/providers/microsoft.security/assessments/";

/**
 * Resources that an exemption takes out of one of these recommendations, as Defender itself has worked it out: an exemption
 * may stand on the resource or anywhere above it, and Defender alone knows which of them it honours.
 */
export async function* exemptions(
  arm: Arm,
  assessmentKeys: string[],
): AsyncGenerator<ExemptionFacts[]> {
  const query = kql`securityresources | where type =~ 'microsoft.security/assessments' and name in~ ${assessmentKeys} and properties.status.code =~ 'NotApplicable' and properties.status.cause =~ 'Exempt' | project id, name, description = tostring(properties.status.description) | order by id asc`;
  for await (const page of graph(arm, query)) {
    yield page.map((row) => {
      const { id, name, description } = Exempt.parse(row);
      const resourceId = id.slice(0, id.toLowerCase().indexOf(BELOW)).toLowerCase();
      return { resourceId, assessmentKey: name.toLowerCase(), description: description ?? "" };
    });
  }
}
