"use client";

import { type ComponentProps, useState } from "react";
import type { WorkspaceOption } from "@/lib/workspaces/queries";
import { Button } from "../ui/button";
import { INPUT } from "../ui/field";
import type { WizardFacts } from "./assign-wizard";

/** Chooses a workspace of any subscription that the person can read. Where there are very many, they are searched. */
export function WorkspaceSelect({
  control,
  begun,
  value,
  optional,
  none = "Default workspace of each cluster's region",
  onChange,
}: {
  control: Pick<ComponentProps<"select">, "id" | "aria-describedby" | "aria-invalid">;
  begun: WizardFacts["workspaces"];
  value: string;
  /** Whether the default workspace of each region may stand for a choice. */
  optional: boolean;
  /** What no choice stands for. */
  none?: string;
  onChange: (armId: string) => void;
}) {
  const [{ options, more }, setFound] = useState(begun);
  const [search, setSearch] = useState("");
  const same = (one: WorkspaceOption) => one.armId.toLowerCase() === value.toLowerCase();
  const chosen = options.find(same);
  const groups = Map.groupBy(options, (one) => one.subscription);
  async function look() {
    const answer = await fetch(`/api/workspaces?${new URLSearchParams({ search })}`);
    if (answer.ok) setFound(await answer.json());
  }
  return (
    <>
      {(more || begun.more) && (
        <div className="mb-1 flex gap-2">
          <input
            type="search"
            aria-label="Search workspaces"
            placeholder="There are more: search by name or subscription"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={INPUT}
          />
          <Button onClick={look}>Search</Button>
        </div>
      )}
      <select
        {...control}
        value={chosen?.armId ?? value}
        onChange={(event) => onChange(event.target.value)}
        className={INPUT}
      >
        <option value="">{optional ? none : "Choose a workspace"}</option>
        {value !== "" && !chosen && <option value={value}>{value}</option>}
        {[...groups].map(([subscription, members]) => (
          <optgroup key={subscription} label={subscription}>
            {members.map((one) => (
              <option key={one.armId} value={one.armId}>
                {one.name} ({one.region})
                {one.localAuthDisabled ? ", local authentication disabled" : ""}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {chosen?.localAuthDisabled && (
        <p className="m-0 mt-1 text-sm text-warning">
          Local authentication is disabled on this workspace: sensors sign in by its key, and could
          not send anything.
        </p>
      )}
    </>
  );
}
