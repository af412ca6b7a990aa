import {
  AlertTriangle,
  Ban,
  CircleCheck,
  CircleX,
  Info,
  LoaderCircle,
  MinusCircle,
} from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./classes";

const TONES = {
  good: { icon: CircleCheck, className: "text-success" },
  bad: { icon: CircleX, className: "text-danger" },
  warn: { icon: AlertTriangle, className: "text-warning" },
  none: { icon: MinusCircle, className: "text-muted" },
  stopped: { icon: Ban, className: "text-muted" },
  info: { icon: Info, className: "text-link" },
  busy: { icon: LoaderCircle, className: "text-link" },
} as const;

export type Tone = keyof typeof TONES;

/** A state as icon and words; never as colour alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  const { icon: Icon, className } = TONES[tone];
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom">
      <Icon
        aria-hidden
        className={cx("size-4 shrink-0", className, tone === "busy" && "motion-safe:animate-spin")}
      />
      <span>{children}</span>
    </span>
  );
}

const SEVERITY = {
  High: "border-danger text-danger",
  Medium: "border-warning text-warning",
  Low: "border-line-strong text-muted",
} as const;

/** How severe a recommendation is. */
export function SeverityBadge({ severity }: { severity: keyof typeof SEVERITY }) {
  return (
    <span
      className={cx(
        "inline-block rounded-sm border px-1.5 text-xs font-semibold",
        SEVERITY[severity],
      )}
    >
      {severity}
    </span>
  );
}

/** A few words set apart: "Preview", "Deprecated". */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-block rounded-sm border border-line bg-subtle px-1.5 text-xs text-muted">
      {children}
    </span>
  );
}

const NOTICES = {
  info: { className: "border-link bg-brand-soft", tone: "info" },
  warning: { className: "border-warning bg-warning-soft", tone: "warn" },
  error: { className: "border-danger bg-danger-soft", tone: "bad" },
  success: { className: "border-success bg-success-soft", tone: "good" },
} as const;

/** A notice above what it is about. Errors are told to screen readers at once. */
export function MessageBar({
  kind = "info",
  title,
  children,
}: {
  kind?: keyof typeof NOTICES;
  title?: string;
  children: ReactNode;
}) {
  const { className, tone } = NOTICES[kind];
  const { icon: Icon, className: colour } = TONES[tone];
  return (
    <div
      role={kind === "error" ? "alert" : "status"}
      className={cx("mb-4 flex gap-2 rounded-md border-l-4 px-3 py-2 text-sm", className)}
    >
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0 wrap-any">
        {title && <p className="m-0 font-semibold">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}

/** What stands where a list is empty: what it means, and what to do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-md border border-dashed border-line px-6 py-10 text-center">
      <p className="m-0 text-base font-semibold">{title}</p>
      <div className="mt-1 text-muted">{children}</div>
    </div>
  );
}
