import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./classes";

/** The line of a `details` that opens it: a chevron that turns, and words. */
export function Disclosure({
  children,
  look = "link",
}: {
  children: ReactNode;
  look?: "link" | "text";
}) {
  return (
    <summary className={cx("flex w-fit items-start gap-1", look === "link" && "text-link")}>
      <ChevronRight aria-hidden className="chevron mt-[3px] size-3.5 shrink-0" />
      <span className="min-w-0 wrap-any">{children}</span>
    </summary>
  );
}
