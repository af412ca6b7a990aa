"use client";

import { Download } from "lucide-react";
import { Button } from "../ui/button";

/** Saves text that the page shows, as it is. */
export function DownloadButton({ fileName, text }: { fileName: string; text: string }) {
  function save() {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(address);
  }
  return (
    <Button onClick={save} icon={<Download aria-hidden className="size-4" />}>
      Download <span className="sr-only">{fileName}</span>
    </Button>
  );
}
