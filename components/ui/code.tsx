"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";

const SHOWN_MS = 2_000;

/** Text to be read and copied as it is. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    // Browsers refuse the clipboard where the page is not served securely; the text can still be selected by hand.
    const done = await navigator.clipboard?.writeText(code).then(
      () => true,
      () => false,
    );
    if (!done) return;
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }
  return (
    <figure className="m-0 mb-3 rounded-md border border-line bg-subtle">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line px-2 py-1 text-xs text-muted">
        {label}
        <Button
          look="subtle"
          onClick={copy}
          icon={
            copied ? (
              <Check aria-hidden className="size-4" />
            ) : (
              <Copy aria-hidden className="size-4" />
            )
          }
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls, and must do so by keyboard. */}
      <section tabIndex={0} aria-label={label} className="max-h-80 overflow-auto">
        <pre className="m-0 w-max p-3 font-mono text-sm">{code}</pre>
      </section>
    </figure>
  );
}
