import { type ReactNode, useId } from "react";
import { cx } from "./classes";

/** How a text box, a list or a text area of a form looks. */
export const INPUT =
  "h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-ink placeholder:text-muted aria-invalid:border-danger";

/** What the control of a field must carry, so that its label, hint and problem are read out with it. */
interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** One line of a form: a label, its control, a hint, and what is wrong with what was filled in. */
export function Field({
  label,
  hint,
  problem,
  required = false,
  children,
}: {
  label: string;
  hint?: ReactNode;
  problem?: string | null | undefined;
  required?: boolean;
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const [hintId, problemId] = [`${id}-hint`, `${id}-problem`];
  const described = cx(hint && hintId, problem && problemId) || undefined;
  return (
    <div className="mb-4 grid max-w-3xl gap-x-4 gap-y-1 sm:grid-cols-[12rem_1fr]">
      <label htmlFor={id} className="pt-1.5 font-semibold wrap-any">
        {parts(label)}
        {required && <span className="text-danger"> *</span>}
      </label>
      <div className="min-w-0">
        {children({
          id,
          "aria-describedby": described,
          "aria-invalid": problem ? true : undefined,
        })}
        {hint && (
          <p id={hintId} className="m-0 mt-1 text-xs text-muted wrap-any">
            {hint}
          </p>
        )}
        {problem && (
          <p id={problemId} className="m-0 mt-1 text-sm text-danger wrap-any">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

/** Names of parameters are one long word: they break where a part of it begins. */
function parts(label: string): ReactNode {
  const [first, ...rest] = label.split(/(?<=[a-z])(?=[A-Z])/);
  return rest.reduce<ReactNode>(
    (shown, part) => (
      <>
        {shown}
        <wbr />
        {part}
      </>
    ),
    first,
  );
}

/** A box to tick, with its words beside it. */
export function Check({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="mb-4">
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          aria-describedby={hint ? id : undefined}
          className="mt-0.5 size-4 shrink-0 accent-brand"
        />
        <span className="wrap-any">{label}</span>
      </label>
      {hint && (
        <p id={id} className="m-0 mt-1 pl-6 text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
