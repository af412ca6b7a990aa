import { z } from "zod";
import type { Store } from "../../store.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { formList } from "../protocols/form.ts";
import { alreadyExists, invalidInput, limitExceeded, noSuchEntity } from "./errors.ts";
import { OIDC_PROVIDER } from "./identity.ts";
import { retagged, Tags } from "./inputs.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (as far as known) */
const MOST_AUDIENCES = 100;

export interface OidcProviderBody {
  [name: string]: unknown;
  /** Without `https://`. */
  Url: string;
  ClientIDList: readonly string[];
  ThumbprintList: readonly string[];
  Tags: readonly { Key: string; Value: string }[];
  CreateDate: string;
}

const Audience = z.string().min(1).max(255);
const Thumbprint = z
  .string()
  .regex(/^[0-9a-f]{40}$/i, "Member must have length equal to 40 and be hexadecimal");
const Arn = z.object({ OpenIDConnectProviderArn: z.string() });
const byArn = ({ input }: AwsCall<z.infer<typeof Arn>>) => input.OpenIDConnectProviderArn;

/** The ARN of the provider for an issuer in an account. */
export function oidcProviderArn(account: string, issuer: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${withoutScheme(issuer)}`;
}

function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, "");
}

/** All providers of an account. */
function oidcProvidersOf(store: Store, account: string) {
  return [...store.scan({ types: [OIDC_PROVIDER], subscriptions: [account] })].map(
    ({ id, body }) => ({ arn: id, body: body as OidcProviderBody }),
  );
}

function providerOf(call: AwsCall<z.infer<typeof Arn>>): OidcProviderBody {
  const found = call.kernel.store.get(byArn(call));
  const isOwn = found?.type === OIDC_PROVIDER && found.subscriptionId === call.account;
  if (isOwn) return found.body as OidcProviderBody;
  throw noSuchEntity(`OpenIDConnect Provider not found for arn ${byArn(call)}`);
}

/** An operation that changes some of a provider and answers nothing. */
function changing<S extends z.ZodType<object>>(
  name: string,
  shape: S,
  change: (body: OidcProviderBody, input: z.infer<S>) => Partial<OidcProviderBody>,
): AwsOperation {
  return operation({
    name,
    input: z.intersection(Arn, shape),
    resource: byArn,
    changes: true,
    run: (call) => {
      const body = providerOf(call);
      const found = call.kernel.store.get(byArn(call));
      const changed = { ...body, ...change(body, call.input) };
      if (found) call.kernel.store.put({ ...found, body: changed }, call.kernel.clock.now());
      return {};
    },
  });
}

export const OIDC_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "CreateOpenIDConnectProvider",
    input: z.object({
      Url: z.string().max(255),
      ClientIDList: formList(z.array(Audience).max(MOST_AUDIENCES)).default([]),
      ThumbprintList: formList(z.array(Thumbprint).max(5)).default([]),
      Tags: Tags.default([]),
    }),
    resource: ({ account, input }) => oidcProviderArn(account, input.Url),
    changes: true,
    run: ({ kernel, account, input }) => {
      const { Url, ...rest } = input;
      if (!/^https:\/\/[^?#]+$/.test(Url)) {
        throw invalidInput("Invalid Open ID Connect Provider URL");
      }
      const arn = oidcProviderArn(account, Url);
      if (kernel.store.get(arn)) {
        throw alreadyExists(`Provider with url ${Url} already exists.`);
      }
      const now = kernel.clock.now();
      const body: OidcProviderBody = {
        ...rest,
        Url: withoutScheme(Url),
        CreateDate: new Date(now).toISOString(),
      };
      const row = { id: arn, type: OIDC_PROVIDER, name: body.Url, subscriptionId: account, body };
      kernel.store.put(row, now);
      return { OpenIDConnectProviderArn: arn, Tags: input.Tags };
    },
  }),
  operation({
    name: "GetOpenIDConnectProvider",
    input: Arn,
    resource: byArn,
    run: (call) => ({ ...providerOf(call) }),
  }),
  operation({
    name: "ListOpenIDConnectProviders",
    input: z.object({}),
    resource: ({ account }) => `arn:aws:iam::${account}:oidc-provider/*`,
    run: ({ kernel, account }) => ({
      OpenIDConnectProviderList: oidcProvidersOf(kernel.store, account).map(({ arn: Arn }) => ({
        Arn,
      })),
    }),
  }),
  changing(
    "AddClientIDToOpenIDConnectProvider",
    z.object({ ClientID: Audience }),
    (body, { ClientID }) => {
      const ClientIDList = [...new Set([...body.ClientIDList, ClientID])];
      if (ClientIDList.length > MOST_AUDIENCES) {
        throw limitExceeded(
          `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${MOST_AUDIENCES}`,
        );
      }
      return { ClientIDList };
    },
  ),
  changing(
    "RemoveClientIDFromOpenIDConnectProvider",
    z.object({ ClientID: Audience }),
    (body, input) => ({
      ClientIDList: body.ClientIDList.filter((one) => one !== input.ClientID),
    }),
  ),
  changing(
    "UpdateOpenIDConnectProviderThumbprint",
    z.object({ ThumbprintList: formList(z.array(Thumbprint).max(5)) }),
    (_body, { ThumbprintList }) => ({ ThumbprintList }),
  ),
  changing("TagOpenIDConnectProvider", z.object({ Tags }), (body, input) => ({
    Tags: retagged(body.Tags, input.Tags),
  })),
  changing(
    "UntagOpenIDConnectProvider",
    z.object({ TagKeys: z.array(z.string()) }),
    (body, input) => ({
      Tags: body.Tags.filter(({ Key }) => !input.TagKeys.includes(Key)),
    }),
  ),
  operation({
    name: "DeleteOpenIDConnectProvider",
    input: Arn,
    resource: byArn,
    changes: true,
    run: (call) => {
      providerOf(call);
      call.kernel.store.delete(byArn(call), call.kernel.clock.now());
      return {};
    },
  }),
];
