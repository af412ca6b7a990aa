import { z } from "zod";

type Tree = { [name: string]: Tree | string };

/**
 * The input of a query protocol as objects and lists: `Tags.member.1.Key=a` becomes `{Tags: [{Key: "a"}]}`, and
 * so does `Tags.1.Key=a`, as EC2 has it. All values are texts.
 */
export function formInput(form: URLSearchParams): Record<string, unknown> {
  const tree: Tree = Object.create(null);
  for (const [name, value] of form) {
    if (name !== "Action" && name !== "Version") plant(tree, name.split("."), value);
  }
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, grown(branch)]));
}

function plant(tree: Tree, path: readonly string[], value: string): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const known = tree[name];
  const branch: Tree = typeof known === "object" ? known : Object.create(null);
  tree[name] = branch;
  plant(branch, rest, value);
}

function grown(branch: Tree | string): unknown {
  if (typeof branch === "string") return branch;
  const names = Object.keys(branch);
  const [only = ""] = names;
  if (names.length === 1 && only === "member") return listOf(branch.member);
  if (names.every((name) => /^\d+$/.test(name))) return listOf(branch);
  return Object.fromEntries(names.map((name) => [name, grown(branch[name] ?? "")]));
}

/** An empty list is sent as an empty text. */
function listOf(branch: Tree | string | undefined): unknown[] {
  if (typeof branch !== "object") return [];
  return Object.keys(branch)
    .sort((a, b) => Number(a) - Number(b))
    .map((place) => grown(branch[place] ?? ""));
}

/** A list in the input of a query protocol: an empty one is sent as an empty text. */
export function formList<S extends z.ZodType>(list: S) {
  return z.preprocess((value) => (value === "" ? [] : value), list);
}
