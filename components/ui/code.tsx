"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";

const SHOWN_MS = 2_000;

/** Text to be read and copied as it is. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(code);
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
          icon={copied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long code scrolls, and must do so by keyboard. */}
      <pre tabIndex={0} aria-label={label} className="m-0 max-h-80 overflow-auto p-3 font-mono text-xs leading-5">
        {code}
      </pre>
    </figure>
  );
}
