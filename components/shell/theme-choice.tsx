"use client";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
const YEAR_SECONDS = 31_536_000;

/** Light, dark, or as the system has it. Kept in a cookie, so that the server draws it from the start. */
export function ThemeChoice({ chosen }: { chosen: string | undefined }) {
  const known = THEMES.some(({ value }) => value === chosen) ? chosen : "system";
  return (
    <fieldset className="m-0 flex overflow-hidden rounded-md border border-line-strong p-0">
      <legend className="sr-only">Theme</legend>
      {THEMES.map(({ value, label }) => (
        <label
          key={value}
          className="grow cursor-pointer px-2 py-1 text-center text-sm has-checked:bg-brand has-checked:font-semibold has-checked:text-on-brand has-focus-visible:outline-2 has-focus-visible:-outline-offset-4 has-focus-visible:outline-current not-has-checked:hover:bg-hover"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            defaultChecked={value === known}
            onChange={() => choose(value)}
            className="sr-only"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function choose(theme: string): void {
  const root = document.documentElement;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
}
