import type { Route } from "next";
import Form from "next/form";
import type { ReactNode } from "react";
import { INSTALLABLE_IDS, installable, TASKS, USUAL_AUDIT_LOG } from "@/lib/options/catalog";
import type { OptionsQuery } from "@/lib/options/list-query";
import { Button } from "../ui/button";

/** A form with no path of its own answers on the page it stands on. */
const HERE = "" as Route;
const FIELD = "h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-ink";
const ITS_OWN = ["task", "component", "workspace", "auditLogPath"];

/** What to write: the component, the task, and what the component asks for. The address holds it all. */
export function OptionsForm({
  query,
  params,
  workspaces,
}: {
  query: OptionsQuery;
  params: URLSearchParams;
  /** Those that the clusters would report to, to choose one for all of them. */
  workspaces: string[];
}) {
  const { task, installable: id } = query;
  const kept = [...params].filter(([name]) => !ITS_OWN.includes(name));
  const sensor = id === "aksSensor" || id === "arcDefenderExtension";
  return (
    <Form action={HERE} scroll={false} className="mb-4 flex flex-wrap items-end gap-3">
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <Field label="Task">
        <select name="task" key={task} defaultValue={task} className={FIELD}>
          {Object.entries(TASKS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Component">
        <select name="component" key={id} defaultValue={id} className={FIELD}>
          {INSTALLABLE_IDS.map((value) => (
            <option key={value} value={value}>
              {installable(value).label}
            </option>
          ))}
        </select>
      </Field>
      {task === "deploy" && sensor && (
        <Field label="Log Analytics workspace, by its resource id" wide>
          <input
            name="workspace"
            list="workspaces"
            key={params.get("workspace")}
            defaultValue={params.get("workspace") ?? ""}
            placeholder="Each cluster's own: the assigned one, else the default"
            maxLength={500}
            className={FIELD}
          />
          <datalist id="workspaces">
            {workspaces.map((workspace) => (
              <option key={workspace} value={workspace} />
            ))}
          </datalist>
        </Field>
      )}
      {task === "deploy" && id === "arcDefenderExtension" && (
        <Field label="Audit log path" wide>
          <input
            name="auditLogPath"
            key={params.get("auditLogPath")}
            defaultValue={params.get("auditLogPath") ?? ""}
            placeholder={USUAL_AUDIT_LOG}
            maxLength={255}
            className={FIELD}
          />
        </Field>
      )}
      <Button type="submit">Show</Button>
    </Form>
  );
}

function Field({ label, wide, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className={`flex min-w-0 flex-col gap-1 max-sm:w-full ${wide ? "sm:w-96" : "sm:w-56"}`}>
      <span className="text-xs text-muted">{label}</span>
      {children}
    </label>
  );
}
