import { ChevronDown, Search } from "lucide-react";
import type { Route } from "next";
import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cx } from "./classes";

/** A form with no path of its own answers on the page it stands on. */
const HERE = "" as Route;

/** The parameters of the URL that a form must carry along, as hidden fields. */
function Kept({ params, except }: { params: URLSearchParams; except: string[] }) {
  const kept = [...params].filter(([name]) => ![...except, "after", "before"].includes(name));
  return kept.map(([name, value]) => (
    <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
  ));
}

/** Searches on the server. Without script it is an ordinary form; with it, the page changes without a reload. */
export function SearchBox({
  params,
  label,
  placeholder,
}: {
  params: URLSearchParams;
  label: string;
  placeholder?: string;
}) {
  return (
    <search className="w-full sm:w-72">
      <Form action={HERE} scroll={false} className="flex">
        <Kept params={params} except={["search"]} />
        <label className="relative grow">
          <span className="sr-only">{label}</span>
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2 left-2 size-4 text-muted"
          />
          <input
            type="search"
            name="search"
            key={params.get("search")}
            defaultValue={params.get("search") ?? ""}
            placeholder={placeholder ?? label}
            maxLength={200}
            className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-ink placeholder:text-muted"
          />
        </label>
        <button type="submit" className="sr-only focus:not-sr-only focus:ml-1">
          Search
        </button>
      </Form>
    </search>
  );
}

/** A filter as the portal's users know it: "Region : All". It opens a list to choose from, and applies by the URL. */
export function FilterPill({
  name,
  label,
  options,
  params,
}: {
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
  params: URLSearchParams;
}) {
  const chosen = params.getAll(name);
  const shown = options.filter((option) => chosen.includes(option.value));
  const [only] = shown;
  const summary =
    shown.length === 0
      ? "All"
      : shown.length === 1 && only
        ? only.label
        : `${shown.length} selected`;
  return (
    <details data-popup name="filters" className="group relative">
      <summary
        className={cx(
          "flex h-8 max-w-72 items-center gap-1.5 rounded-full border px-3 text-sm focus-visible:rounded-full",
          shown.length > 0
            ? "border-brand bg-brand-soft text-ink"
            : "border-transparent bg-brand-soft text-ink hover:border-brand",
        )}
      >
        <span className="truncate">
          {label} : <strong>{summary}</strong>
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 group-open:rotate-180" />
      </summary>
      <Form
        action={HERE}
        scroll={false}
        key={chosen.join("\n")}
        className="absolute left-0 z-20 mt-1 w-72 rounded-md border border-line bg-raised p-3 shadow-popup max-sm:fixed max-sm:inset-x-4 max-sm:w-auto"
      >
        <Kept params={params} except={[name]} />
        <fieldset className="m-0 max-h-64 overflow-y-auto border-0 p-0">
          <legend className="mb-1 font-semibold">{label}</legend>
          {options.map((option) => (
            <label
              key={option.value}
              className="flex items-start gap-2 rounded-sm px-1 py-1 hover:bg-hover"
            >
              <input
                type="checkbox"
                name={name}
                value={option.value}
                defaultChecked={chosen.includes(option.value)}
                className="mt-0.5 size-4 accent-brand"
              />
              <span className="wrap-any">{option.label}</span>
            </label>
          ))}
          {options.length === 0 && (
            <p className="m-0 text-muted">There is nothing to choose from.</p>
          )}
        </fieldset>
        <div className="mt-3 flex gap-2">
          <Button type="submit" look="primary">
            Apply
          </Button>
        </div>
      </Form>
    </details>
  );
}

/** The row of search and pills above a list. */
export function FilterBar({ children, reset }: { children: ReactNode; reset: Route | null }) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      {children}
      {reset && (
        <Link href={reset} prefetch={false} className="px-1 text-sm">
          Reset filters
        </Link>
      )}
    </div>
  );
}
