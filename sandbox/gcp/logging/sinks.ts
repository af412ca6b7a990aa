import { z } from "zod";
import type { Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  googleBody,
  googleTime,
  projectOf,
  recordEffect,
} from "../call.ts";
import { GoogleError, invalidArgument, notFound } from "../errors.ts";
import { paged } from "../paging.ts";
import { changed, fullName, identifiersOf, rowAt, rowOf, rowsBelow } from "../rows.ts";

const Sink = z.object({
  name: z.string().optional(),
  destination: z.string().optional(),
  filter: z.string().max(20_000).optional(),
  description: z.string().max(8000).optional(),
  disabled: z.boolean().optional(),
  includeChildren: z.boolean().optional(),
  exclusions: z.array(z.unknown()).optional(),
});

const DESTINATION =
  /^(?:pubsub\.googleapis\.com\/projects\/[^/]+\/topics\/[^/]+|storage\.googleapis\.com\/[^/]+|bigquery\.googleapis\.com\/projects\/[^/]+\/datasets\/[^/]+|logging\.googleapis\.com\/projects\/.+)$/;

/** The account as which Logging writes into what a project's sinks name. */
export function writerIdentity(project: Resource): string {
  const { number } = identifiersOf(project);
  return `serviceAccount:service-${number}@gcp-sa-logging.iam.gserviceaccount.com`;
}

function sinkOf(call: GoogleCall): Resource {
  const name = String(call.params.sink);
  const row = rowAt(call.kernel.store, "sink", fullName.sink(projectOf(call).name, name));
  if (row) return row;
  throw notFound(`Sink ${name} does not exist`);
}

function shownSink(project: Resource, row: Resource): object {
  return {
    name: row.name,
    ...row.body,
    createTime: googleTime(row.createdAt),
    updateTime: googleTime(row.changedAt),
    writerIdentity: writerIdentity(project),
    resourceName: `projects/${project.name}/sinks/${row.name}`,
  };
}

function checkDestination(destination: string | undefined): void {
  if (destination !== undefined && DESTINATION.test(destination)) return;
  throw invalidArgument(`Sink destination is invalid: ${destination ?? ""}`, "sink.destination");
}

const create: GoogleHandler = (call) => {
  const { kernel } = call;
  const project = projectOf(call);
  const { name = "", ...sink } = googleBody(Sink, call.body);
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(name) || name.startsWith(".")) {
    throw invalidArgument(`Sink identifier '${name}' is invalid.`, "sink.name");
  }
  checkDestination(sink.destination);
  const id = fullName.sink(project.name, name);
  if (rowAt(kernel.store, "sink", id)) {
    throw new GoogleError("ALREADY_EXISTS", `Sink ${name} already exists`);
  }
  return kernel.store.transaction(() => {
    recordEffect(call, id, "create");
    return shownSink(project, kernel.store.put(rowOf("sink", id, sink), kernel.clock.now()));
  });
};

/** Without a mask, or with PUT, all of a sink that can change is replaced. */
const update: GoogleHandler = (call) => {
  const { kernel, query } = call;
  const project = projectOf(call);
  const sink = sinkOf(call);
  const { name: _, ...wanted } = googleBody(Sink, call.body);
  const usual = ["destination", "filter", "includeChildren"];
  const mask = (query.get("updateMask") ?? "").split(",").filter(Boolean);
  const fields = Object.fromEntries(
    (mask.length > 0 ? mask : usual).map((field) => {
      const member = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [member, wanted[member as keyof typeof wanted]];
    }),
  );
  const next = changed(sink, fields);
  checkDestination(next.body.destination as string | undefined);
  return kernel.store.transaction(() => {
    recordEffect(call, sink.id, "update");
    return shownSink(project, kernel.store.put(next, kernel.clock.now()));
  });
};

const remove: GoogleHandler = (call) => {
  const sink = sinkOf(call);
  call.kernel.store.transaction(() => {
    recordEffect(call, sink.id, "delete");
    call.kernel.store.delete(sink.id, call.kernel.clock.now());
  });
  return {};
};

const list: GoogleHandler = (call) => {
  const project = projectOf(call);
  const below = `//logging.googleapis.com/projects/${project.name}/sinks`;
  const rows = rowsBelow(call.kernel.store, "sink", below);
  return paged(
    call,
    "sinks",
    rows.map((row) => shownSink(project, row)),
  );
};

const BASE = "/v2/projects/{project}/sinks";

function route(
  method: GoogleRoute["method"],
  rest: string,
  verb: string,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path: `${BASE}${rest}`, handler, service: "logging" },
    operation: `sinks.${verb}`,
    permission: `logging.sinks.${verb}`,
  };
}

/** Sinks of Cloud Logging v2: https://cloud.google.com/logging/docs/reference/v2/rest (as far as known). */
export const SINK_ROUTES: readonly GoogleRoute[] = [
  route("POST", "", "create", create),
  route("GET", "", "list", list),
  route("GET", "/{sink}", "get", (call) => shownSink(projectOf(call), sinkOf(call))),
  route("PUT", "/{sink}", "update", update),
  route("PATCH", "/{sink}", "update", update),
  route("DELETE", "/{sink}", "delete", remove),
];
