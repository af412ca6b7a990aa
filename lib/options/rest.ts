import {
  aksPart,
  clusterPath,
  extensionBody,
  extensionPath,
  versionOf,
  workspacePath,
} from "./bodies.ts";
import { installable } from "./catalog.ts";
import { fileName, heading } from "./heading.ts";
import type { OutputFile, Request, Target } from "./model.ts";
import { inComment, json } from "./quote.ts";

interface Call {
  /** The name by which a later call refers to this one's answer. */
  name?: string;
  says: string;
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: string;
  body?: unknown;
}

/** The calls as the article has them, in the notation that editors' REST clients run. */
export function restFile(request: Request, targets: readonly Target[]): OutputFile {
  const { extension } = installable(request.installable);
  const calls = extension ? arcCalls : aksCalls;
  const blocks = targets.flatMap((target, at) =>
    calls(request, target, at).map((call) => block(call, request.resourceManager)),
  );
  const changesAks = !extension && request.task !== "verify";
  return {
    name: fileName(request, "http"),
    does: changesAks
      ? "The call as Microsoft's article has it. A PUT replaces the whole cluster: sent as it stands, it loses what it does not name."
      : "The calls, to be run in an editor's REST client or read as they are.",
    text: [
      ...heading(request, targets, changesAks ? [...TOKEN, ...WHOLE] : TOKEN).map(
        (line) => `# ${line}`,
      ),
      "@token = paste-the-token-here",
      "",
      ...blocks,
    ].join("\n"),
  };
}

const TOKEN = [
  "The token is what this prints: az account get-access-token --query accessToken --output tsv",
];

const WHOLE = [
  "A PUT replaces the whole cluster. Put the answer of the GET into the body of the PUT, with these members",
  "changed in it; sent as it stands, the PUT loses tags, add-ons and settings that it does not name.",
];

function block({ name, says, method, path, body }: Call, resourceManager: string): string {
  return [
    `### ${says}`,
    ...(name ? [`# @name ${name}`] : []),
    `${method} ${resourceManager}${path} HTTP/1.1`,
    "Authorization: Bearer {{token}}",
    ...(body === undefined ? [] : ["Content-Type: application/json", "", jsonWithVariables(body)]),
    "",
  ].join("\n");
}

function aksCalls(request: Request, target: Target): Call[] {
  const { installable: id, task } = request;
  const path = `${clusterPath(target, id)}${versionOf("managedClusters")}`;
  const name = inComment(target.name);
  const read: Call = { says: `${name}: read the cluster`, method: "GET", path };
  if (task === "verify") return [read];
  const body = { location: target.region, properties: aksPart(request, target) };
  return [read, { says: `${name}: write it back, changed`, method: "PUT", path, body }];
}

function arcCalls(request: Request, target: Target, at: number): Call[] {
  const { installable: id, task } = request;
  const { extension } = installable(id);
  const path = `${extensionPath(target, id, extension?.name)}${versionOf("extensions")}`;
  const name = inComment(target.name);
  if (task === "verify") return [{ says: `${name}: read the extension`, method: "GET", path }];
  if (task === "remove") {
    return [{ says: `${name}: remove the extension; it takes minutes`, method: "DELETE", path }];
  }
  const body = extensionBody(request, target);
  const install: Call = { says: `${name}: install the extension`, method: "PUT", path, body };
  if (!extension?.needsWorkspace) return [install];
  const workspace = workspacePath(target.workspace?.id ?? "");
  return [
    {
      name: `workspace${at}`,
      says: `${name}: its workspace`,
      method: "GET",
      path: `${workspace}${versionOf("workspaces")}`,
    },
    {
      name: `keys${at}`,
      says: `${name}: the keys of its workspace`,
      method: "POST",
      path: `${workspace}/sharedKeys${versionOf("sharedKeys")}`,
    },
    { ...install, body: withSecrets(body, at) },
  ];
}

function withSecrets(body: ReturnType<typeof extensionBody>, at: number) {
  return {
    ...body,
    properties: {
      ...body.properties,
      configurationProtectedSettings: {
        "omsagent.secret.wsid": `${VARIABLE}workspace${at}.response.body.properties.customerId}}`,
        "omsagent.secret.key": `${VARIABLE}keys${at}.response.body.primarySharedKey}}`,
      },
    },
  };
}

/** Stands for the braces of our own variables while those in names are made harmless. */
const VARIABLE = "\u0000";

function jsonWithVariables(body: unknown): string {
  return json(body).replaceAll("\\u0000", "{{");
}
