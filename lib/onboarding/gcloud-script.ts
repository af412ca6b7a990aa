import { createHash } from "node:crypto";
import { TEMPLATE_MARK } from "../cloud/connectors.ts";
import type { GcpChoice } from "../connectors/choice.ts";
import { bashScript } from "../options/bash-frame.ts";
import { bash, inComment } from "../options/quote.ts";
import { CHECKS, CLOSING, OPENING } from "./gcloud-frame.ts";
import { AFTERWARDS, VERBS } from "./gcloud-verbs.ts";
import { type GcpAccess, type Thing, type ThingOf, thingsOf } from "./gcp-things.ts";

/** The words by which a script says what it wants of each kind of thing: a verb, and its values. */
const LINES: {
  [Kind in Thing["kind"]]: (thing: ThingOf<Kind>, version: string) => readonly string[];
} = {
  service: ({ name }) => ["service", name],
  pool: ({ id, title }) => ["pool", id, title],
  provider: ({ id, pool, issuer, audience }) => ["provider", id, pool, issuer, audience],
  role: ({ id, title, permissions }) => ["role", id, title, permissions.join(",")],
  account: ({ name, title, isPortal }, version) => [
    ...["account", name, title],
    ...(isPortal ? [`${TEMPLATE_MARK}${version}`] : []),
  ],
  grant: ({ account, role }) => ["grant", account, role],
  letIn: ({ account, member }) => ["let_in", account, member],
  topic: ({ id }) => ["topic", id],
  subscription: ({ id, topic }) => ["subscription", id, topic],
  sink: ({ id, topic, filter }) => ["sink", id, topic, filter],
};

/** The Cloud Shell script that lets Defender and the portal into a project, and its version. */
export function gcloudScript(access: GcpAccess): { text: string; version: string } {
  const things = thingsOf(access);
  const version = versionOf(access.choice, things);
  return { text: scriptFor(access.choice, things, version), version };
}

/** The script that brings about these things, in this order. */
export function scriptFor(choice: GcpChoice, things: readonly Thing[], version: string): string {
  const kinds = [...new Set(things.map(({ kind }) => kind))];
  const body = [
    ...OPENING,
    "",
    ...settings(choice),
    "",
    ...CHECKS,
    "",
    ...kinds.flatMap((kind) => [
      ...VERBS[kind],
      ...things.filter((thing) => thing.kind === kind).map((thing) => lineOf(thing, version)),
      ...(AFTERWARDS[kind] ?? []),
      "",
    ]),
    ...CLOSING,
  ];
  return bashScript(heading(choice, version), body);
}

/** Twelve hex digits that change with everything that the script makes. */
function versionOf(choice: GcpChoice, things: readonly Thing[]): string {
  const subject = [...settings(choice), ...things.map((thing) => lineOf(thing, ""))];
  return createHash("sha256").update(JSON.stringify(subject)).digest("hex").slice(0, 12);
}

function lineOf(thing: Thing, version: string): string {
  // The table's row and the thing have the same kind; TypeScript can't see that through the index.
  const words = LINES[thing.kind] as (thing: Thing, version: string) => readonly string[];
  return words(thing, version).map(bash).join(" ");
}

/** Where roles are made and given: in the project, or in the whole organisation above it. */
function settings({ projectId, projectNumber, organization, organizationId }: GcpChoice): string[] {
  return [
    `project=${bash(projectId)}`,
    `number=${bash(projectNumber)}`,
    `above=${bash(organization ? organizationId : projectId)}`,
    `scope=--${organization ? "organization" : "project"}=$above`,
    `policy_of=(${organization ? "organizations" : "projects"})`,
  ];
}

function heading(choice: GcpChoice, version: string): string[] {
  const where = choice.organization
    ? `the organisation ${choice.organizationId}, by its management project ${choice.projectId}`
    : `the project ${choice.projectId}`;
  return [
    `Lets Microsoft Defender for Containers and Breakwater into ${where}. Version ${version}.`,
    "It makes workload identity pools, service accounts and roles, and gives those roles; with audit logs also a",
    "log sink, a Pub/Sub topic and a subscription. What is there already is left as it is; nothing is deleted.",
    "Paste it into Cloud Shell, or run it by Bash. It needs gcloud, signed in as an Owner of the project.",
    ...(choice.organization
      ? [
          "Roles are given for the whole organisation: that needs Organization Administrator too. Audit logs are those of",
          "the management project alone.",
        ]
      : []),
  ].map(inComment);
}
