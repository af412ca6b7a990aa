import type { Route } from "next";
import Link from "next/link";
import { type ComponentProps, type ReactNode, useId } from "react";
import { BUTTON, type ButtonLook, cx } from "./classes";
import { Reason, reasonFor } from "./reason";

/**
 * A button. With `reason` it can't be used: it stays in the tab order and says why, instead of vanishing from the
 * keyboard as `disabled` would have it.
 */
export function Button({
  look = "secondary",
  reason,
  icon,
  children,
  className,
  onClick,
  type = "button",
  ...rest
}: Omit<ComponentProps<"button">, "disabled"> & {
  look?: ButtonLook;
  reason?: string | null | undefined;
  icon?: ReactNode;
}) {
  const reasonId = useId();
  return (
    <>
      <button
        {...rest}
        type={reason ? "button" : type}
        className={cx(BUTTON.base, BUTTON[look], className)}
        {...(reason ? reasonFor(reasonId, reason) : { onClick })}
      >
        {icon}
        {children}
      </button>
      <Reason id={reasonId}>{reason}</Reason>
    </>
  );
}

/** A link that looks like a button: it leads somewhere, it does nothing. */
export function LinkButton<R extends string>({
  href,
  look = "secondary",
  icon,
  children,
  scroll = true,
}: {
  href: Route<R>;
  look?: ButtonLook;
  icon?: ReactNode;
  children: ReactNode;
  /** Whether the page goes to its top; lists that turn a page stay where they are. */
  scroll?: boolean;
}) {
  return (
    <Link href={href} prefetch={false} scroll={scroll} className={cx(BUTTON.base, BUTTON[look])}>
      {icon}
      {children}
    </Link>
  );
}
