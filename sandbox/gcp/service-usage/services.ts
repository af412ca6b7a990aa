import { z } from "zod";
import type { Resource } from "../../types.ts";
import {
  type GoogleCall,
  type GoogleHandler,
  type GoogleRoute,
  googleBody,
  projectOf,
  recordEffect,
} from "../call.ts";
import { errorInfo, GoogleError, invalidArgument, notFound } from "../errors.ts";
import { beginLongRunning, longRunning } from "../lro.ts";
import { changed, fullName, identifiersOf } from "../rows.ts";
import { servicesOf } from "./enabled.ts";

/** The services that the sandbox's Google has, and their titles. */
const SERVICES: Readonly<Record<string, string>> = {
  "artifactregistry.googleapis.com": "Artifact Registry API",
  "cloudresourcemanager.googleapis.com": "Cloud Resource Manager API",
  "compute.googleapis.com": "Compute Engine API",
  "container.googleapis.com": "Kubernetes Engine API",
  "containeranalysis.googleapis.com": "Container Analysis API",
  "iam.googleapis.com": "Identity and Access Management (IAM) API",
  "iamcredentials.googleapis.com": "IAM Service Account Credentials API",
  "logging.googleapis.com": "Cloud Logging API",
  "monitoring.googleapis.com": "Cloud Monitoring API",
  "pubsub.googleapis.com": "Cloud Pub/Sub API",
  "serviceusage.googleapis.com": "Service Usage API",
  "storage.googleapis.com": "Cloud Storage API",
  "sts.googleapis.com": "Security Token Service API",
};

const Batch = z.object({ serviceIds: z.array(z.string()).min(1).max(20) });

function checkedService(name: string): string {
  if (name in SERVICES) return name;
  throw new GoogleError(
    "PERMISSION_DENIED",
    `Not found or permission denied for service(s): ${name}.`,
    {
      details: [
        errorInfo("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", "serviceusage.googleapis.com", {
          services: name,
        }),
      ],
    },
  );
}

function shownService(project: Resource, name: string): object {
  const { number } = identifiersOf(project);
  return {
    name: `projects/${number}/services/${name}`,
    parent: `projects/${number}`,
    config: { name, title: SERVICES[name] },
    state: name in servicesOf(project) ? "ENABLED" : "DISABLED",
  };
}

function enabling(call: GoogleCall, names: readonly string[], type: string): object {
  const { kernel } = call;
  const project = projectOf(call);
  for (const name of names) checkedService(name);
  const now = kernel.clock.now();
  const fresh = names.filter((name) => !(name in servicesOf(project)));
  return kernel.store.transaction(() => {
    for (const name of fresh) recordEffect(call, fullName.service(project.name, name), "enable");
    const added = Object.fromEntries(fresh.map((name) => [name, now]));
    const services = { ...servicesOf(project), ...added };
    const stored =
      fresh.length > 0 ? kernel.store.put(changed(project, { services }), now) : project;
    const shown = names.map((name) => shownService(stored, name));
    return beginLongRunning(call, {
      service: "serviceusage",
      below: "operations",
      metadata: {
        "@type": "type.googleapis.com/google.api.serviceusage.v1.OperationMetadata",
        resourceNames: names.map((name) => `projects/${project.body.number}/services/${name}`),
      },
      response: {
        "@type": `type.googleapis.com/google.api.serviceusage.v1.${type}`,
        ...(type === "EnableServiceResponse" ? { service: shown[0] } : { services: shown }),
      },
    });
  });
}

const enable: GoogleHandler = (call) =>
  enabling(call, [String(call.params.name)], "EnableServiceResponse");

const batchEnable: GoogleHandler = (call) =>
  enabling(call, googleBody(Batch, call.body).serviceIds, "BatchEnableServicesResponse");

const disable: GoogleHandler = (call) => {
  const { kernel, params } = call;
  const project = projectOf(call);
  const name = checkedService(String(params.name));
  return kernel.store.transaction(() => {
    recordEffect(call, fullName.service(project.name, name), "disable");
    const { [name]: _, ...services } = servicesOf(project);
    const stored = kernel.store.put(changed(project, { services }), kernel.clock.now());
    return beginLongRunning(call, {
      service: "serviceusage",
      below: "operations",
      metadata: {
        "@type": "type.googleapis.com/google.api.serviceusage.v1.OperationMetadata",
      },
      response: {
        "@type": "type.googleapis.com/google.api.serviceusage.v1.DisableServiceResponse",
        service: shownService(stored, name),
      },
    });
  });
};

const get: GoogleHandler = (call) =>
  shownService(projectOf(call), checkedService(String(call.params.name)));

const batchGet: GoogleHandler = (call) => {
  const names = call.query.getAll("names").map((name) => name.split("/").at(-1) ?? "");
  if (names.length === 0) throw invalidArgument("At least one name is required.");
  const project = projectOf(call);
  return { services: names.map((name) => shownService(project, checkedService(name))) };
};

const list: GoogleHandler = (call) => {
  const project = projectOf(call);
  const filter = call.query.get("filter") ?? "";
  const [, wanted] = /^state:(ENABLED|DISABLED)$/.exec(filter) ?? [];
  if (filter !== "" && wanted === undefined) throw invalidArgument(`Invalid filter: ${filter}`);
  const enabled = servicesOf(project);
  const names = Object.keys(SERVICES).filter(
    (name) => wanted === undefined || name in enabled === (wanted === "ENABLED"),
  );
  return { services: names.map((name) => shownService(project, name)) };
};

const operation: GoogleHandler = (call) => {
  const name = `operations/${call.params.name}`;
  if (name.endsWith("/")) throw notFound(`Operation ${name} was not found.`);
  return longRunning(call, "serviceusage", name);
};

const route = (
  method: GoogleRoute["method"],
  path: string,
  operationName: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute => ({
  ...{ method, path, handler, always: true, service: "serviceusage" },
  operation: operationName,
  permission: permission === null ? null : `serviceusage.services.${permission}`,
});

/** Service Usage v1: https://cloud.google.com/service-usage/docs/reference/rest (as far as known). */
export const SERVICE_ROUTES: readonly GoogleRoute[] = [
  route("GET", "/v1/projects/{project}/services", "services.list", "list", list),
  route("GET", "/v1/projects/{project}/services:batchGet", "services.batchGet", "get", batchGet),
  route(
    "POST",
    "/v1/projects/{project}/services:batchEnable",
    "services.batchEnable",
    "enable",
    batchEnable,
  ),
  route("GET", "/v1/projects/{project}/services/{name}", "services.get", "get", get),
  route(
    "POST",
    "/v1/projects/{project}/services/{name}:enable",
    "services.enable",
    "enable",
    enable,
  ),
  route(
    "POST",
    "/v1/projects/{project}/services/{name}:disable",
    "services.disable",
    "disable",
    disable,
  ),
  route("GET", "/v1/operations/{name}", "operations.get", null, operation),
];
