"use client";

import { Download } from "lucide-react";
import { Button } from "../ui/button";
import { saveText } from "./save-text";

/** Saves text that the page shows, as it is. */
export function DownloadButton({ fileName, text }: { fileName: string; text: string }) {
  return (
    <Button
      onClick={() => saveText(fileName, text)}
      icon={<Download aria-hidden className="size-4" />}
    >
      Download <span className="sr-only">{fileName}</span>
    </Button>
  );
}
