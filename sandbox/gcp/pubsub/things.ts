import type { Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  projectOf,
  recordEffect,
} from "../call.ts";
import { GoogleError, invalidArgument, notFound } from "../errors.ts";
import { holds } from "../iam/access.ts";
import { heldOf, setPolicy, shownPolicy } from "../iam/policy.ts";
import { paged } from "../paging.ts";
import { fullName, rowAt, rowOf, rowsBelow } from "../rows.ts";

/** What topics and subscriptions have in common: how they are named, kept, listed and given rights on. */
export interface Kind {
  type: "topic" | "subscription";
  /** `topics`, as paths and permissions spell it. */
  plural: "topics" | "subscriptions";
  /** What a new one becomes of a request. */
  made: (call: GoogleCall, name: string) => Readonly<Record<string, unknown>>;
}

const shown = ({ body }: Resource) => {
  const { policy: _, ...rest } = body;
  return rest;
};

/** The row that a path names, if it is there. */
function rowNamed({ type, plural }: Kind) {
  return ({ kernel, params, project }: GoogleCall): Resource | undefined =>
    rowAt(kernel.store, type, fullName[type](project?.name ?? "", String(params[plural])));
}

function thingOf(kind: Kind, call: GoogleCall): Resource {
  const row = rowNamed(kind)(call);
  if (row) return row;
  throw notFound(`Resource not found (resource=${call.params[kind.plural]}).`);
}

function creating(kind: Kind): GoogleHandler {
  return (call) => {
    const { kernel } = call;
    const name = String(call.params[kind.plural]);
    if (!/^[A-Za-z][-A-Za-z0-9_.~+%]{2,254}$/.test(name) || name.startsWith("goog")) {
      throw invalidArgument(`Invalid resource name given (name=${call.path.slice(4)}).`);
    }
    if (rowNamed(kind)(call)) {
      const message = `Resource already exists in the project (resource=${name}).`;
      throw new GoogleError("ALREADY_EXISTS", message);
    }
    const projectId = projectOf(call).name;
    const body = { name: `projects/${projectId}/${kind.plural}/${name}`, ...kind.made(call, name) };
    const id = fullName[kind.type](projectId, name);
    return kernel.store.transaction(() => {
      recordEffect(call, id, "create");
      return shown(kernel.store.put(rowOf(kind.type, id, body), kernel.clock.now()));
    });
  };
}

function removing(kind: Kind): GoogleHandler {
  return (call) => {
    const row = thingOf(kind, call);
    call.kernel.store.transaction(() => {
      recordEffect(call, row.id, "delete");
      call.kernel.store.delete(row.id, call.kernel.clock.now());
    });
    return {};
  };
}

function listing({ type, plural }: Kind): GoogleHandler {
  return (call) => {
    const below = `//pubsub.googleapis.com/projects/${projectOf(call).name}/${plural}`;
    return paged(call, plural, rowsBelow(call.kernel.store, type, below).map(shown));
  };
}

function testing(kind: Kind): GoogleHandler {
  return (call) => {
    const on = [thingOf(kind, call), call.project];
    return heldOf(call, (permission) => holds(call.kernel.store, call.member, permission, on));
  };
}

/** The routes of one kind: https://cloud.google.com/pubsub/docs/reference/rest (as far as known). */
export function routesOf(kind: Kind): GoogleRoute[] {
  const { plural } = kind;
  const base = `/v1/projects/{project}/${plural}`;
  const one = `${base}/{${plural}}`;
  const route = (
    method: GoogleRoute["method"],
    path: string,
    verb: string,
    handler: GoogleHandler,
    permission: string | null = `pubsub.${plural}.${verb}`,
  ): GoogleRoute => ({
    ...{ method, path, handler, permission, service: "pubsub", operation: `${plural}.${verb}` },
    resource: rowNamed(kind),
  });
  return [
    route("PUT", one, "create", creating(kind)),
    route("GET", base, "list", listing(kind)),
    route("GET", one, "get", (call) => shown(thingOf(kind, call))),
    route("DELETE", one, "delete", removing(kind)),
    route("GET", `${one}:getIamPolicy`, "getIamPolicy", (call) => shownPolicy(thingOf(kind, call))),
    route("POST", `${one}:setIamPolicy`, "setIamPolicy", (call) =>
      setPolicy(call, thingOf(kind, call)),
    ),
    route("POST", `${one}:testIamPermissions`, "testIamPermissions", testing(kind), null),
  ];
}
