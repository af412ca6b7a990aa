import type { KubernetesObject } from "./objects.ts";
import { badRequest } from "./status.ts";

type Condition = (labels: Readonly<Record<string, string>>) => boolean;

/** One requirement of a label selector: its form, and what it asks of the labels. */
const FORMS: readonly [RegExp, (key: string, values: string) => Condition][] = [
  [/^([^\s!=,()]+)\s*==?\s*([^\s!=,()]*)$/, (key, value) => (labels) => labels[key] === value],
  [/^([^\s!=,()]+)\s*!=\s*([^\s!=,()]*)$/, (key, value) => (labels) => labels[key] !== value],
  [
    /^([^\s!=,()]+)\s+in\s+\(([^()]*)\)$/,
    (key, list) => (labels) => listed(list).includes(labels[key] ?? ""),
  ],
  [
    /^([^\s!=,()]+)\s+notin\s+\(([^()]*)\)$/,
    (key, list) => (labels) => !listed(list).includes(labels[key] ?? ""),
  ],
  [/^!\s*([^\s!=,()]+)()$/, (key) => (labels) => !(key in labels)],
  [/^([^\s!=,()]+)()$/, (key) => (labels) => key in labels],
];

/** Fields that can be selected by; Kubernetes knows few: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/ */
const FIELDS: Readonly<Record<string, (object: KubernetesObject) => unknown>> = {
  "metadata.name": ({ metadata }) => metadata.name,
  "metadata.namespace": ({ metadata }) => metadata.namespace,
  "status.phase": ({ status }) => status?.phase,
  "spec.nodeName": ({ spec }) => spec?.nodeName,
  "involvedObject.name": () => undefined,
  "involvedObject.namespace": () => undefined,
  "involvedObject.uid": () => undefined,
  "involvedObject.kind": () => undefined,
};

/**
 * Whether an object is meant by the `labelSelector` and `fieldSelector` of a request.
 * @throws StatusError 400 when one of them can't be read
 */
export function selectorOf(query: URLSearchParams): (object: KubernetesObject) => boolean {
  const labels = requirements(query.get("labelSelector")).map(labelCondition);
  const fields = requirements(query.get("fieldSelector")).map(fieldCondition);
  return (object) =>
    labels.every((holds) => holds(object.metadata.labels ?? {})) &&
    fields.every((holds) => holds(object));
}

/** The parts of a selector: commas between brackets belong to a list of values. */
function requirements(selector: string | null): string[] {
  return (selector ?? "")
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function labelCondition(text: string): Condition {
  for (const [form, condition] of FORMS) {
    const [, key, values = ""] = form.exec(text) ?? [];
    if (key) return condition(key, values);
  }
  throw badRequest(`unable to parse requirement: found '${text}'`);
}

function fieldCondition(text: string): (object: KubernetesObject) => boolean {
  const [, name = "", operator, value] = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(text) ?? [];
  const field = FIELDS[name];
  if (!field) throw badRequest(`field label not supported: ${name || text}`);
  return (object) => (String(field(object) ?? "") === value) === (operator !== "!=");
}

function listed(text: string): string[] {
  return text.split(",").map((value) => value.trim());
}
