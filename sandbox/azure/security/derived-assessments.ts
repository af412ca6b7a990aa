import { ENTITY_TYPE } from "../../provisioning/clouds/entities.ts";
import type { Store } from "../../store.ts";
import type { Kernel, Resource } from "../../types.ts";
import { isTouchedByExemption } from "../policy-insights/exemption-book.ts";
import type { DerivedType, IdRange } from "../resource-graph/derived.ts";
import type { StoredResource } from "../resource-graph/graph-row.ts";
import { isRegistered } from "../resources/providers.ts";
import { type Assessment, assess } from "./assess.ts";
import { ASSESSMENTS } from "./assessment-catalog.ts";
import { assessmentId, assessmentProperties } from "./shown-assessment.ts";

export const ASSESSMENT_TYPE = "microsoft.security/assessments";
const AKS = "microsoft.containerservice/managedclusters";
const OTHERS = [
  "microsoft.kubernetes/connectedclusters",
  "microsoft.resources/subscriptions",
  ENTITY_TYPE,
];

/** The assessments of all resources as a table of Resource Graph. */
export function derivedAssessments(kernel: Kernel): DerivedType {
  const { store } = kernel;
  const now = kernel.clock.now();
  const isOn = remembered((id) => isRegistered(kernel, id, "Microsoft.Security"));
  const rowsOf = (resource: Resource) =>
    isOn(String(resource.subscriptionId))
      ? assess(store, resource, now).map((assessment) => rowOf(resource, assessment))
      : [];
  return {
    *scan(range, after, { causes }) {
      // Whoever asks for the exempt ones, of a hundred thousand clusters too, asks for few: no others are read.
      const onlyExempt = causes?.every((cause) => cause === "exempt") ?? false;
      const isWanted = (id: string) => !onlyExempt || isTouchedByExemption(store, id);
      for (const resource of resourcesIn(store, [AKS, ...OTHERS], range, after, isWanted)) {
        for (const row of rowsOf(resource)) if (row.id.toLowerCase() > after) yield row;
      }
    },
    count(range) {
      const subscriptionId = /^\/subscriptions\/([^/]+)/.exec(range.from)?.[1];
      if (!subscriptionId || !isOn(subscriptionId)) return 0;
      // Every cluster of Azure Kubernetes Service has one of each kind, so that none needs to be read.
      const each = ASSESSMENTS.filter(({ resourceType }) => resourceType === AKS).length;
      let count = each * store.count({ types: [AKS], subscriptions: [subscriptionId] });
      for (const resource of resourcesIn(store, OTHERS, range, ""))
        count += rowsOf(resource).length;
      return count;
    },
  };
}

/**
 * Resources in the order that the ids below them have: a slash comes behind a hyphen, so what lies below `a-b` comes
 * before what lies below `a`. Ids are sorted first and resources read one by one, for bodies are large.
 */
function* resourcesIn(
  store: Store,
  types: readonly string[],
  { from, until }: IdRange,
  after: string,
  isWanted: (id: string) => boolean = () => true,
): Iterable<Resource> {
  const ids = store.database
    .prepare(
      `SELECT id_key FROM resource WHERE type IN (${types.map(() => "?").join(", ")})
       AND id_key >= ? AND id_key < ? AND id_key || '0' > ? ORDER BY id_key || '/'`,
    )
    .all(...types, from, until, after);
  for (const { id_key } of ids) {
    const resource = isWanted(String(id_key)) ? store.get(String(id_key)) : undefined;
    if (resource) yield resource;
  }
}

function rowOf(resource: Resource, assessment: Assessment): StoredResource {
  return {
    id: assessmentId(resource, assessment),
    type: ASSESSMENT_TYPE,
    name: assessment.kind.key,
    subscription_id: resource.subscriptionId ?? null,
    resource_group: resource.resourceGroup ?? null,
    location: "",
    body: () => ({ properties: assessmentProperties(resource, assessment) }),
  };
}

/** An answer is worked out once for each id. */
function remembered(find: (id: string) => boolean): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const answer = known.get(id) ?? find(id);
    known.set(id, answer);
    return answer;
  };
}
