import { z } from "zod";

/** Where environments are. */
export const ENVIRONMENTS = { azure: "Azure", aws: "AWS", gcp: "GCP" } as const;
export type EnvironmentCloud = keyof typeof ENVIRONMENTS;

export const PLAN_STATES = { on: "On", off: "Off", legacy: "Legacy plan on" } as const;
export type PlanStateFilter = keyof typeof PLAN_STATES;

/** What narrows the environments; it stands in the URL. */
export const EnvironmentFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  plan: z.array(z.enum(["on", "off", "legacy"])).optional(),
  state: z.array(z.string().max(40)).max(10).optional(),
  environment: z.array(z.enum(["azure", "aws", "gcp"])).optional(),
  /** The display name and id after which the page begins. */
  after: z.string().max(400).optional(),
});
export type EnvironmentFilter = z.infer<typeof EnvironmentFilter>;

/** Whether anything narrows the list; then it is shown flat, not as a tree. */
export function isNarrowed({ search, plan, state, environment }: EnvironmentFilter): boolean {
  return Boolean(search || plan?.length || state?.length || environment?.length);
}

/** Whether environments of this cloud are asked for. */
export function asksFor({ environment }: EnvironmentFilter, cloud: EnvironmentCloud): boolean {
  return !environment?.length || environment.includes(cloud);
}
