import type { ReactNode } from "react";
import type { HandCommand } from "@/lib/verify/model";
import { CodeBlock } from "../ui/code";
import { Section } from "../ui/page";

/** Commands that a person runs in a terminal, each with what it answers where all is well. */
export function HandCommands({
  commands,
  children,
}: {
  commands: HandCommand[];
  children: ReactNode;
}) {
  return (
    <Section title="Check by hand">
      <p className="mt-0 text-muted">{children}</p>
      {commands.map(({ label, code, expect }) => (
        <div key={label}>
          <CodeBlock label={label} code={code} />
          <p className="-mt-2 mb-4 text-sm text-muted wrap-any">Expected: {expect}</p>
        </div>
      ))}
    </Section>
  );
}
