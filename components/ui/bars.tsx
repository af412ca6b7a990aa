interface Part {
  label: string;
  value: number;
  className: string;
}

/**
 * A bar of parts with its numbers in words. Drawn as SVG, so that no inline style is needed; a hairline stands
 * between the parts, so that they are not told apart by colour alone.
 */
function StackedBar({
  parts,
  label,
  height = 8,
}: {
  parts: Part[];
  label: string;
  height?: number;
}) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  const words = parts.map((part) => `${part.value.toLocaleString("en")} ${part.label}`).join(", ");
  let from = 0;
  return (
    <svg
      role="img"
      aria-label={`${label}: ${words}`}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      width="100%"
      height={height}
      className="block min-w-20 rounded-sm"
    >
      <title>{words}</title>
      <rect x={0} y={0} width={100} height={1} className="fill-subtle" />
      {parts.map((part) => {
        const width = total === 0 ? 0 : (part.value / total) * 100;
        const x = from;
        from += width;
        return (
          width > 0 && (
            <rect
              key={part.label}
              x={x}
              y={-1}
              width={width}
              height={3}
              className={`${part.className} stroke-surface`}
              strokeWidth={1}
              vectorEffect="non-scaling-stroke"
            />
          )
        );
      })}
    </svg>
  );
}

/** The parts of a bar in words, each beside its colour. */
function Legend({ parts }: { parts: Part[] }) {
  return (
    <ul className="m-0 mt-1.5 flex list-none flex-wrap gap-x-5 gap-y-1 p-0 text-sm">
      {parts.map((part) => (
        <li key={part.label} className="flex items-center gap-1.5">
          <svg aria-hidden width={4} height={14}>
            <rect width={4} height={14} className={part.className} />
          </svg>
          <span className="first-letter:uppercase">{part.label}</span> (
          {part.value.toLocaleString("en")})
        </li>
      ))}
    </ul>
  );
}

/** How many resources are unhealthy, healthy and out of scope; with `legend`, the numbers stand under the bar. */
export function HealthBar({
  unhealthy,
  healthy,
  notApplicable,
  legend = false,
}: {
  unhealthy: number;
  healthy: number;
  notApplicable: number;
  legend?: boolean;
}) {
  const parts = [
    { label: "unhealthy", value: unhealthy, className: "fill-bar-bad" },
    { label: "healthy", value: healthy, className: "fill-bar-good" },
    { label: "not applicable", value: notApplicable, className: "fill-bar-none" },
  ];
  return (
    <>
      <StackedBar label="Resource health" parts={parts} />
      {legend && <Legend parts={parts} />}
    </>
  );
}

/** How far a remediation is. */
export function ProgressBar({
  done,
  failed,
  total,
}: {
  done: number;
  failed: number;
  total: number;
}) {
  return (
    <StackedBar
      label="Progress"
      height={10}
      parts={[
        { label: "fixed", value: done, className: "fill-bar-good" },
        { label: "failed", value: failed, className: "fill-bar-bad" },
        { label: "to go", value: Math.max(0, total - done - failed), className: "fill-bar-none" },
      ]}
    />
  );
}
