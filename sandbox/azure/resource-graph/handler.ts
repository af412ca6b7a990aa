import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Store } from "../../store.ts";
import type { Handler } from "../../types.ts";
import { ASSESSMENT_TYPE, derivedAssessments } from "../security/derived-assessments.ts";
import { compileQuery } from "./compile-query.ts";
import type { DerivedTypes } from "./derived.ts";
import { type GraphAnswer, pageBody, refusal, throttled } from "./graph-answer.ts";
import { type GraphRequest, parseGraphRequest } from "./graph-request.ts";
import { type GraphScope, scopeOfRequest } from "./graph-scope.ts";
import { parseQuery } from "./kql/parse-query.ts";
import { type Position, QueryError } from "./kql/query-error.ts";
import { asTimeSpan, QueryQuota, type QuotaLimits } from "./quota.ts";
import { LARGEST_PAGE, runPage } from "./run-page.ts";
import { type Coverage, graphTable } from "./scan.ts";
import { readSkipToken, type TokenContext, writeSkipToken } from "./skip-token.ts";
import { TABLE_TYPES } from "./tables.ts";
import { readTenantFacts } from "./tenant-facts.ts";

/** Resource Graph gives so many rows when the request doesn't say. */
const USUAL_PAGE = 1000;

/** What a query runs against, and on whose behalf. */
export interface GraphCall {
  database: DatabaseSync;
  tenantId: string;
  /** The object id of the caller, by which queries are counted. */
  principalId: string;
  coverage: Coverage;
  /** Types that are worked out, and not stored. */
  derived?: DerivedTypes;
  quota: QueryQuota;
  limits: QuotaLimits;
  /** The sandbox's own time, in milliseconds since 1970. */
  now: number;
}

/** Counts live as long as the store that they belong to; a restart opens every quota anew. */
const quotas = new WeakMap<Store, QueryQuota>();

/** POST /providers/Microsoft.ResourceGraph/resources: any principal may ask, and sees what its roles let it read. */
export const queryResources: Handler = ({ kernel, access, body }) => {
  const quota = quotas.get(kernel.store) ?? new QueryQuota();
  quotas.set(kernel.store, quota);
  return answerGraphQuery(
    {
      database: kernel.store.database,
      tenantId: kernel.tenantId,
      principalId: access.principal.objectId,
      coverage: (action) => access.coverage(action),
      derived: new Map([[ASSESSMENT_TYPE, derivedAssessments(kernel)]]),
      quota,
      limits: kernel.settings.get("resourceGraphQuota"),
      now: kernel.clock.now(),
    },
    body,
  );
};

/**
 * Answers a query on behalf of a caller.
 * @param body the parsed JSON of the request
 * @returns 200 with a page of rows, 400 for a query that can't be run, 429 over the quota
 */
export function answerGraphQuery(call: GraphCall, body: unknown): GraphAnswer {
  const now = new Date();
  const quota = call.quota.spend(call.principalId, call.limits, now.getTime());
  const answer = quota.allowed
    ? runOrRefuse(call, body, now)
    : throttled(quota.resetsAfterSeconds, randomUUID(), now);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      "x-ms-user-quota-remaining": String(quota.remaining),
      "x-ms-user-quota-resets-after": asTimeSpan(quota.resetsAfterSeconds),
    },
  };
}

function runOrRefuse(call: GraphCall, body: unknown, now: Date): GraphAnswer {
  try {
    return runRequest(call, parseGraphRequest(body));
  } catch (error) {
    if (error instanceof QueryError) return refusal(error, randomUUID(), now);
    throw error;
  }
}

function runRequest(call: GraphCall, request: GraphRequest): GraphAnswer {
  const scope = scopeOfRequest(request, call.database);
  const compiled = compileQuery(parseQuery(request.query), tableFinder(call, scope));
  const context: TokenContext = { query: request.query, scopes: scope.subscriptions };
  const { $top, $skip, $skipToken, resultFormat } = request.options ?? {};
  const token = $skipToken ? readSkipToken($skipToken, context) : undefined;
  const top = Math.min($top ?? token?.top ?? USUAL_PAGE, LARGEST_PAGE);
  const page = runPage(compiled, { top, skip: $skip ?? 0, from: token?.place });
  const next = page.next && writeSkipToken(page.next, top, context);
  return {
    status: 200,
    headers: {},
    body: pageBody(page, compiled.schema, resultFormat ?? "objectArray", next),
  };
}

function tableFinder({ database, tenantId, coverage, now, derived }: GraphCall, scope: GraphScope) {
  const facts = { ...readTenantFacts(database, tenantId), now };
  return (name: string, at: Position) => {
    const types = TABLE_TYPES.get(name);
    if (types)
      return graphTable(types, {
        database,
        facts,
        coverage,
        ...(derived && { derived }),
        ...scope,
      });
    throw new QueryError({
      code: "DisallowedLogicalTableName",
      message: `Table ${name} is invalid, unsupported or disallowed.`,
      line: at.line,
      characterPositionInLine: at.column,
    });
  };
}
