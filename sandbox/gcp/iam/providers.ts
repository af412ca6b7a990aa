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
import { GoogleError, invalidArgument } from "../errors.ts";
import { beginLongRunning } from "../lro.ts";
import { paged } from "../paging.ts";
import { changed, fullName, rowAt, rowOf, rowsBelow } from "../rows.ts";
import { checkCondition, checkMapping } from "../sts/mapping.ts";
import { checkId, deleted, maskedFields, POOLS, poolName, poolOf } from "./pools.ts";

const Provider = z.object({
  displayName: z.string().max(32).optional(),
  description: z.string().max(256).optional(),
  disabled: z.boolean().optional(),
  attributeMapping: z.record(z.string(), z.string()).optional(),
  attributeCondition: z.string().max(4096).optional(),
  oidc: z
    .object({
      issuerUri: z.string().optional(),
      allowedAudiences: z.array(z.string().max(256)).max(10).optional(),
      jwksJson: z.string().optional(),
    })
    .optional(),
  aws: z.unknown().optional(),
  saml: z.unknown().optional(),
});

function providerOf(call: GoogleCall): Resource {
  const { kernel, params } = call;
  const { name } = poolOf(call);
  const id = fullName.provider(projectOf(call).name, name, String(params.provider));
  const row = rowAt(kernel.store, "provider", id);
  if (row) return row;
  throw new GoogleError("NOT_FOUND", "Requested entity was not found.");
}

function nameOf(call: GoogleCall, row: Resource): string {
  return `${poolName(projectOf(call), String(call.params.pool))}/providers/${row.name}`;
}

function shownProvider(call: GoogleCall, row: Resource): object {
  const { deleted: gone, ...body } = row.body;
  return { name: nameOf(call, row), ...body, state: gone === true ? "DELETED" : "ACTIVE" };
}

function checkProvider(provider: z.infer<typeof Provider>): void {
  if (provider.aws !== undefined || provider.saml !== undefined) {
    throw invalidArgument("The sandbox has OIDC providers only.");
  }
  const { issuerUri = "" } = provider.oidc ?? {};
  if (!issuerUri.startsWith("https://")) {
    throw invalidArgument(
      `Invalid issuer URI '${issuerUri}'. It must be an HTTPS URI.`,
      "oidc.issuer_uri",
    );
  }
  checkMapping(provider.attributeMapping ?? {});
  checkCondition(provider.attributeCondition ?? "");
}

function stored(call: GoogleCall, row: Resource | ReturnType<typeof rowOf>, kind: string): object {
  const { store, clock } = call.kernel;
  return store.transaction(() => {
    recordEffect(call, row.id, kind);
    const now = store.put(row, clock.now());
    return beginLongRunning(call, {
      service: "iam",
      below: `${nameOf(call, now)}/operations`,
      metadata: {
        "@type": "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolProviderOperationMetadata",
      },
      response: {
        "@type": "type.googleapis.com/google.iam.v1.WorkloadIdentityPoolProvider",
        ...shownProvider(call, now),
      },
    });
  });
}

const create: GoogleHandler = (call) => {
  const pool = poolOf(call);
  if (pool.body.deleted === true) throw deleted();
  const providerId = checkId(
    call.query.get("workloadIdentityPoolProviderId"),
    "workload_identity_pool_provider_id",
  );
  const id = fullName.provider(projectOf(call).name, pool.name, providerId);
  const provider = googleBody(Provider, call.body);
  checkProvider(provider);
  if (rowAt(call.kernel.store, "provider", id)) {
    throw new GoogleError("ALREADY_EXISTS", "Requested entity already exists");
  }
  return stored(call, rowOf("provider", id, provider), "create");
};

const patch: GoogleHandler = (call) => {
  const provider = providerOf(call);
  if (provider.body.deleted === true) throw deleted();
  const wanted = googleBody(Provider, call.body);
  const fields = maskedFields(call.query, wanted);
  const oidc = { ...(provider.body.oidc as object), ...(fields.oidc as object | undefined) };
  const next = changed(provider, { ...fields, oidc });
  checkProvider(Provider.parse(next.body));
  return stored(call, next, "update");
};

const remove: GoogleHandler = (call) =>
  stored(call, changed(providerOf(call), { deleted: true }), "delete");

const undelete: GoogleHandler = (call) =>
  stored(call, changed(providerOf(call), { deleted: undefined }), "undelete");

const list: GoogleHandler = (call) => {
  const pool = poolOf(call);
  const rows = rowsBelow(call.kernel.store, "provider", pool.id).filter(
    ({ body }) => body.deleted !== true || call.query.get("showDeleted") === "true",
  );
  const items = rows.map((row) => shownProvider(call, row));
  return paged(call, "workloadIdentityPoolProviders", items);
};

const BASE = `${POOLS}/{pool}/providers`;

function route(
  method: GoogleRoute["method"],
  rest: string,
  verb: string,
  permission: string,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path: `${BASE}${rest}`, handler, service: "iam" },
    operation: `workloadIdentityPools.providers.${verb}`,
    permission: `iam.workloadIdentityPoolProviders.${permission}`,
  };
}

/** Providers of workload identity pools: https://cloud.google.com/iam/docs/reference/rest (as far as known). */
export const PROVIDER_ROUTES: readonly GoogleRoute[] = [
  route("POST", "", "create", "create", create),
  route("GET", "", "list", "list", list),
  route("GET", "/{provider}", "get", "get", (call) => shownProvider(call, providerOf(call))),
  route("PATCH", "/{provider}", "patch", "update", patch),
  route("DELETE", "/{provider}", "delete", "delete", remove),
  route("POST", "/{provider}:undelete", "undelete", "undelete", undelete),
];
