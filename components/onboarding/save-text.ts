/** Windows PowerShell reads a script without this mark in the machine's old code page. */
const BYTE_ORDER_MARK = "\ufeff";

/** Saves text as a file of the person's. */
export function saveText(fileName: string, text: string): void {
  const mark = fileName.endsWith(".ps1") ? BYTE_ORDER_MARK : "";
  const address = URL.createObjectURL(new Blob([mark + text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
