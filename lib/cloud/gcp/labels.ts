import { EXCLUDING } from "../wishes.ts";

/** The labels with the cluster kept out, by every name that there is for it, or let in again. */
export function labelsAfter(
  labels: Record<string, string>,
  excluded: boolean,
  from: keyof typeof EXCLUDING,
): Record<string, string> {
  const names: readonly string[] = EXCLUDING[from];
  const others = Object.entries(labels).filter(([name]) => !names.includes(name));
  const ours = excluded ? names.map((name) => [name, "true"]) : [];
  return Object.fromEntries([...others, ...ours]);
}
