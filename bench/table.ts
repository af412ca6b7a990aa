export type Cell = string | number;

/** Writes a table under its title to the terminal. */
export function printTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  process.stdout.write(`\n${title}\n\n${table(heads, rows)}\n`);
}

/** A table for a terminal: a line of heads, a line of dashes, numbers to the right. */
function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [heads, ...rows].map((line) => line.map(textOf));
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isNumber = (column: number) => rows.every((row) => typeof row[column] === "number");
  const laid = lines.map((line) =>
    line
      .map((text, column) =>
        isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [laid[0], rule, ...laid.slice(1)].join("\n");
}

/** Small numbers with one digit behind the point, where it says something; large ones without. */
function textOf(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return cell.toLocaleString("en", { maximumFractionDigits: cell < 100 ? 1 : 0 });
}
