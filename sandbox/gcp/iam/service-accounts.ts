import { createHash, randomBytes } from "node:crypto";
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
import { GoogleError, invalidArgument, notFound } from "../errors.ts";
import { paged } from "../paging.ts";
import { changed, fullName, GOOGLE_TYPES, rowAt, rowOf, rowsBelow } from "../rows.ts";
import { holds } from "./access.ts";
import { heldOf, setPolicy, shownPolicy } from "./policy.ts";

const Create = z.object({
  accountId: z.string(),
  serviceAccount: z
    .object({
      displayName: z.string().max(100).optional(),
      description: z.string().max(256).optional(),
    })
    .default({}),
});
const Patch = z.object({
  serviceAccount: z
    .object({ displayName: z.string().optional(), description: z.string().optional() })
    .default({}),
  updateMask: z.string().default(""),
});

/** A service account by its e-mail address or its unique id; of any project where the path says `-`. */
export function accountAt({ kernel, params, project }: GoogleCall): Resource | undefined {
  const key = String(params.account);
  const [, owner = project?.name ?? ""] = /@([^.]+)\./.exec(key) ?? [];
  const row = rowAt(kernel.store, "serviceAccount", fullName.serviceAccount(owner, key));
  const found = row ?? byUniqueId(kernel, key);
  const elsewhere = project && found && !found.id.includes(`/projects/${project.name}/`);
  return elsewhere ? undefined : found;
}

function byUniqueId({ store }: GoogleCall["kernel"], key: string): Resource | undefined {
  if (!/^\d{21}$/.test(key)) return undefined;
  return [...store.scan({ types: [GOOGLE_TYPES.serviceAccount] })].find(
    ({ body }) => body.uniqueId === key,
  );
}

/** The account that a path names, for routes whose permission was checked. */
export function accountOf(call: GoogleCall): Resource {
  const found = accountAt(call);
  if (found) return found;
  throw notFound(`Unknown service account: ${call.params.account}`);
}

function shownAccount({ name, id, body, etag }: Resource): object {
  const [, projectId] = /\/projects\/([^/]+)\//.exec(id) ?? [];
  return {
    name: `projects/${projectId}/serviceAccounts/${name}`,
    projectId,
    uniqueId: body.uniqueId,
    email: name,
    displayName: body.displayName ?? "",
    description: body.description ?? "",
    etag: Buffer.from(etag.slice(0, 8)).toString("base64"),
    oauth2ClientId: body.uniqueId,
    ...(body.disabled === true && { disabled: true }),
  };
}

const create: GoogleHandler = (call) => {
  const { kernel } = call;
  const { name: projectId } = projectOf(call);
  const { accountId, serviceAccount } = googleBody(Create, call.body);
  if (!/^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/.test(accountId)) {
    throw invalidArgument(
      `Invalid service account ID '${accountId}'. Service account ID must be between 6 and 30 characters. It must start with a lower case letter and can contain lower case letters, numbers, and dashes. See https://cloud.google.com/iam/docs/creating-managing-service-accounts`,
    );
  }
  const email = `${accountId}@${projectId}.iam.gserviceaccount.com`;
  const id = fullName.serviceAccount(projectId, email);
  if (rowAt(kernel.store, "serviceAccount", id)) {
    throw new GoogleError(
      "ALREADY_EXISTS",
      `Service account ${accountId} already exists within project projects/${projectId}.`,
    );
  }
  const row = rowOf("serviceAccount", id, { ...serviceAccount, uniqueId: uniqueIdOf(email) });
  return kernel.store.transaction(() => {
    recordEffect(call, id, "create");
    return shownAccount(kernel.store.put(row, kernel.clock.now()));
  });
};

/** Unique ids are never used again, so that an account made anew is another one. */
function uniqueIdOf(email: string): string {
  const digest = createHash("sha256").update(email).update(randomBytes(8)).digest();
  return `1${String(digest.readBigUInt64BE()).padStart(20, "0").slice(0, 20)}`;
}

const patch: GoogleHandler = (call) => {
  const { serviceAccount, updateMask } = googleBody(Patch, call.body);
  const account = accountOf(call);
  const fields = updateMask
    .split(",")
    .map((field) => field.trim().replace("display_name", "displayName"));
  const wanted = Object.entries(serviceAccount).filter(([name]) => fields.includes(name));
  return stored(call, account, Object.fromEntries(wanted), "update");
};

function stored(call: GoogleCall, account: Resource, members: object, kind: string): object {
  const { kernel } = call;
  return kernel.store.transaction(() => {
    recordEffect(call, account.id, kind);
    return shownAccount(kernel.store.put(changed(account, { ...members }), kernel.clock.now()));
  });
}

const remove: GoogleHandler = (call) => {
  const account = accountOf(call);
  call.kernel.store.transaction(() => {
    recordEffect(call, account.id, "delete");
    call.kernel.store.delete(account.id, call.kernel.clock.now());
  });
  return {};
};

const turn =
  (disabled: boolean): GoogleHandler =>
  (call) => {
    stored(call, accountOf(call), { disabled }, disabled ? "disable" : "enable");
    return {};
  };

const list: GoogleHandler = (call) => {
  const { name } = projectOf(call);
  const rows = rowsBelow(
    call.kernel.store,
    "serviceAccount",
    `//iam.googleapis.com/projects/${name}`,
  );
  return paged(call, "accounts", rows.map(shownAccount));
};

const held: GoogleHandler = (call) => {
  const account = accountOf(call);
  const on = [account, call.project];
  return heldOf(call, (permission) => holds(call.kernel.store, call.member, permission, on));
};

const BASE = "/v1/projects/{project}/serviceAccounts";

function route(
  method: GoogleRoute["method"],
  rest: string,
  verb: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{
      method,
      path: `${BASE}${rest}`,
      operation: `serviceAccounts.${verb}`,
      service: "iam",
      handler,
    },
    permission: permission === null ? null : `iam.serviceAccounts.${permission}`,
    resource: accountAt,
  };
}

/** Service accounts of IAM v1: https://cloud.google.com/iam/docs/reference/rest (as far as known). */
export const SERVICE_ACCOUNT_ROUTES: readonly GoogleRoute[] = [
  { ...route("POST", "", "create", "create", create), resource: () => undefined },
  { ...route("GET", "", "list", "list", list), resource: () => undefined },
  route("GET", "/{account}", "get", "get", (call) => shownAccount(accountOf(call))),
  route("PATCH", "/{account}", "patch", "update", patch),
  route("DELETE", "/{account}", "delete", "delete", remove),
  route("POST", "/{account}:disable", "disable", "disable", turn(true)),
  route("POST", "/{account}:enable", "enable", "enable", turn(false)),
  route("POST", "/{account}:getIamPolicy", "getIamPolicy", "getIamPolicy", (call) =>
    shownPolicy(accountOf(call)),
  ),
  route("POST", "/{account}:setIamPolicy", "setIamPolicy", "setIamPolicy", (call) =>
    setPolicy(call, accountOf(call)),
  ),
  route("POST", "/{account}:testIamPermissions", "testIamPermissions", null, held),
];
