const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago, in words; the exact time stands in the title and for machines. */
export function Time({ at }: { at: Date | string }) {
  const date = new Date(at);
  const iso = date.toISOString();
  return (
    <time
      dateTime={iso}
      title={`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}
      suppressHydrationWarning
    >
      {ago(date)}
    </time>
  );
}

function ago(date: Date): string {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return WORDS.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

/** A time of day as such, for what is still to come or has a moment of its own: "until 21:40 UTC". */
export function TimeOfDay({ at }: { at: Date | string }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}>
      {iso.slice(11, 16)} UTC
    </time>
  );
}
