/** The attributes of a control that can't be used, or none of them. It stays in the tab order, so that it can say why. */
export function reasonFor(id: string, reason: string | null | undefined) {
  return reason
    ? ({ "aria-disabled": true, "aria-describedby": id, "data-reason": "" } as const)
    : {};
}

/**
 * Why the control before it can't be used: shown on hover and on focus, and read out as the control's description.
 * It must stand right after the control in the markup.
 */
export function Reason({ id, children }: { id: string; children: string | null | undefined }) {
  if (!children) return null;
  return (
    <span role="tooltip" id={id} className="reason">
      {children}
    </span>
  );
}
