interface Part {
  label: string;
  value: number;
  className: string;
}

/** A bar of parts with its numbers in words. Drawn as SVG, so that no inline style is needed. */
function StackedBar({ parts, label, height = 8 }: { parts: Part[]; label: string; height?: number }) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  let from = 0;
  return (
    <svg
      role="img"
      aria-label={`${label}: ${parts.map((part) => `${part.value} ${part.label}`).join(", ")}`}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      width="100%"
      height={height}
      className="block rounded-sm"
    >
      <rect x={0} y={0} width={100} height={1} className="fill-subtle" />
      {parts.map((part) => {
        const width = total === 0 ? 0 : (part.value / total) * 100;
        const x = from;
        from += width;
        return <rect key={part.label} x={x} y={0} width={width} height={1} className={part.className} />;
      })}
    </svg>
  );
}

/** How many resources are unhealthy, healthy and out of scope. */
export function HealthBar({
  unhealthy,
  healthy,
  notApplicable,
}: {
  unhealthy: number;
  healthy: number;
  notApplicable: number;
}) {
  return (
    <StackedBar
      label="Resource health"
      parts={[
        { label: "unhealthy", value: unhealthy, className: "fill-bar-bad" },
        { label: "healthy", value: healthy, className: "fill-bar-good" },
        { label: "not applicable", value: notApplicable, className: "fill-bar-none" },
      ]}
    />
  );
}

/** How far a remediation is. */
export function ProgressBar({ done, failed, total }: { done: number; failed: number; total: number }) {
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
