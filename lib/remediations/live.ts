export { type BellItem, bellOf } from "./bell.ts";

import type { Person } from "../access/model.ts";
import type { TaskState } from "./flow.ts";
import { remediation, stepsOf, taskPage } from "./queries.ts";

/** What the remediation page reads again and again: the counts, the steps and the page of tasks in view. */
export async function liveRemediation(
  person: Person,
  id: string,
  options: { states?: TaskState[]; cursor?: string | null },
) {
  const [head, tasks] = await Promise.all([remediation(person, id), taskPage(person, id, options)]);
  return head && { head, tasks, steps: await stepsOf(id) };
}
