import { expect, test } from "vitest";
import { LIVE_STATES, movesOn, TASK_FLOW, type TaskState } from "./flow.ts";

const STATES = Object.keys(TASK_FLOW) as TaskState[];

test("every state can be reached from queued", () => {
  const reached = new Set<TaskState>(["queued"]);
  for (const state of reached) {
    for (const next of Object.values(TASK_FLOW[state]) as TaskState[]) reached.add(next);
  }
  expect([...reached].sort()).toEqual([...STATES].sort());
});

test("only what has not started can be cancelled", () => {
  expect(movesOn("cancel")).toEqual([["queued", "cancelled"]]);
});

test("from every live state a task can end as fixed or failed", () => {
  for (const start of LIVE_STATES) {
    const reached = new Set<TaskState>([start]);
    for (const state of reached) {
      for (const next of Object.values(TASK_FLOW[state]) as TaskState[]) reached.add(next);
    }
    expect(reached).toContain("fixed");
    expect(reached).toContain("failed");
  }
});

test("a fixed or cancelled task stays what it is", () => {
  expect(TASK_FLOW.fixed).toEqual({});
  expect(TASK_FLOW.cancelled).toEqual({});
});
