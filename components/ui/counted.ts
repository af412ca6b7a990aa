/** A number with its noun in the right form: "1 cluster", "1,200 clusters". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}
