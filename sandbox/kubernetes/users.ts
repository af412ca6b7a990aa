/** What somebody wants to do with a kind of object. */
export interface Attempt {
  /** In Kubernetes' words: get, list, create, update, patch, delete. */
  verb: string;
  group: string;
  resource: string;
  /** Absent for what belongs to no namespace, and for all namespaces at once. */
  namespace?: string | undefined;
}

/** Who a request to an API server comes from, and what they may do there. */
export interface KubernetesUser {
  name: string;
  groups: readonly string[];
  may(attempt: Attempt): boolean;
}

const READING: ReadonlySet<string> = new Set(["get", "list", "watch"]);

/** May look at everything and change nothing: who holds a kubeconfig that ARM gave, and view policies of other clouds. */
export const mayRead = ({ verb }: Attempt): boolean => READING.has(verb);
export const mayAll = (_attempt: Attempt): boolean => true;
