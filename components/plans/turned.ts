import { COMPONENT_IDS, component } from "@/lib/plans/catalog";
import { ALL_OFF, ALL_ON, type PlanChoice } from "@/lib/plans/choice";
import type { ContainersPlan } from "@/lib/plans/queries";

/**
 * What the plan shall be once its switch is moved: on with every component that the person may turn on, or off
 * with all of them off.
 */
export function choiceWhenTurned({ applied, mayNot }: ContainersPlan, on: boolean): PlanChoice {
  if (!on) return ALL_OFF;
  if (applied.on) return applied;
  const components = { ...ALL_ON.components };
  for (const id of COMPONENT_IDS) {
    if (mayNot.policies && component(id).carrier.kind === "policies")
      components[id] = applied.components[id];
  }
  return { on: true, components };
}

/** Whether a change of the plan is on its way. */
export function isLive({ wish }: ContainersPlan): boolean {
  return wish !== null && ["queued", "applying"].includes(wish.state);
}
