import { Download } from "lucide-react";
import type { OutputFile } from "@/lib/options/model";
import { BUTTON, cx } from "../ui/classes";
import { CodeBlock } from "../ui/code";

/** Beyond this a file is not drawn in the page: nobody reads it there, and the page would weigh what it weighs. */
const SHOWN_CHARACTERS = 60_000;

/** The files of an output, each to be copied or downloaded. */
export function OptionFiles({ files, params }: { files: OutputFile[]; params: URLSearchParams }) {
  return files.map((file) => (
    <div key={file.name} className="mb-6">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <p className="m-0 max-w-3xl">{file.does}</p>
        <a
          href={downloadOf(file, params)}
          download={file.name}
          className={cx(BUTTON.base, BUTTON.secondary)}
        >
          <Download aria-hidden className="size-4" />
          Download <span className="sr-only">{file.name}</span>
        </a>
      </div>
      {file.text.length <= SHOWN_CHARACTERS ? (
        <CodeBlock code={file.text} label={file.name} />
      ) : (
        <p className="m-0 text-muted">
          With {lines(file.text)} lines it is too long to be shown here; download it.
        </p>
      )}
    </div>
  ));
}

function downloadOf({ name }: OutputFile, params: URLSearchParams): string {
  const query = new URLSearchParams(params);
  query.set("file", name);
  return `/api/options?${query}`;
}

function lines(text: string): string {
  return text.split("\n").length.toLocaleString("en");
}
