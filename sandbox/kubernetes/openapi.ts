import { type ApiResource, RESOURCES } from "./resources.ts";

const ROOT = "/openapi/v3";

/** The documents of a group version, by what stands behind `/openapi/v3/`. */
const GROUP_VERSIONS = new Map([
  ["api/v1", ""],
  ["apis/apps/v1", "apps"],
]);

/**
 * What kubectl asks for before it applies a file: only whether the server itself checks the fields of what is sent,
 * and can be told to change nothing. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */
export function openApi(path: string, base: string): object | undefined {
  if (path === ROOT) {
    const entries = [...GROUP_VERSIONS.keys()].map((name) => [
      name,
      { serverRelativeURL: `${base}${ROOT}/${name}` },
    ]);
    return { paths: Object.fromEntries(entries) };
  }
  const name = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : "";
  const group = GROUP_VERSIONS.get(name);
  if (group === undefined) return undefined;
  const writable = RESOURCES.filter((one) => one.group === group && one.writable);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "unversioned" },
    paths: Object.fromEntries(writable.map((one) => [pathOf(name, one), { patch: patchOf(one) }])),
  };
}

function pathOf(groupVersion: string, { name, namespaced }: ApiResource): string {
  const within = namespaced ? "namespaces/{namespace}/" : "";
  return `/${groupVersion}/${within}${name}/{name}`;
}

function patchOf({ group, version, kind }: ApiResource): object {
  return {
    "x-kubernetes-action": "patch",
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters: ["dryRun", "fieldManager", "fieldValidation"].map((name) => ({
      name,
      in: "query",
      schema: { type: "string" },
    })),
  };
}
