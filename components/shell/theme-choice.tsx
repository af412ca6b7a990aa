"use client";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
const YEAR_SECONDS = 31_536_000;

/** Light, dark, or as the system has it. Kept in a cookie, so that the server draws it from the start. */
export function ThemeChoice() {
  function choose(theme: string) {
    const root = document.documentElement;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }
  return (
    <fieldset className="m-0 flex gap-1 border-0 p-0">
      <legend className="mb-1 text-xs text-muted">Theme</legend>
      {THEMES.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          onClick={() => choose(value)}
          className="grow rounded-md border border-line bg-surface px-2 py-1 text-ink hover:bg-hover"
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
