import type { Route } from "next";
import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "../ui/button";

/** A form with no path of its own answers on the page it stands on. */
const HERE = "" as Route;
const SELECT =
  "h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-ink sm:w-auto sm:max-w-96";

/** What to look at: an action, and where. The answer's address holds both. */
export function AskForm({
  params,
  action,
  group,
  groups,
  actions,
}: {
  params: URLSearchParams;
  action: string;
  group: string;
  groups: string[];
  actions: { value: string; label: string }[];
}) {
  // A group of the address that has no cluster is still the one that was asked for.
  const places = group && !groups.includes(group) ? [group, ...groups] : groups;
  return (
    <Form action={HERE} scroll={false} className="mb-4 flex flex-wrap items-end gap-3">
      <input type="hidden" name="view" value="you" />
      <input type="hidden" name="subscription" value={params.get("subscription") ?? ""} />
      <Field label="I want to">
        <select name="action" key={action} defaultValue={action} className={SELECT}>
          {actions.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Where">
        <select name="group" key={group} defaultValue={group} className={SELECT}>
          <option value="">The whole subscription</option>
          {places.map((name) => (
            <option key={name} value={name}>
              Resource group {name}
            </option>
          ))}
        </select>
      </Field>
      <Button type="submit">Show</Button>
    </Form>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className="flex min-w-0 flex-col gap-1 max-sm:w-full">
      <span className="text-xs text-muted">{label}</span>
      {children}
    </label>
  );
}
