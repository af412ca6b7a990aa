import { nextLink } from "../../arm/paging.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler } from "../../types.ts";
import { type PolicyState, statesOf } from "./policy-state.ts";
import { stateFilterOf } from "./state-filter.ts";
import { stateScopeOf } from "./state-scope.ts";
import { subjectsAt } from "./subjects.ts";
import { Tally } from "./tally.ts";

const versions = ["2018-04-04", "2018-07-01-preview", "2019-10-01", "2024-10-01"];
/** https://learn.microsoft.com/rest/api/policyinsights/policy-states/list-query-results-for-subscription */
const USUAL_PAGE = 1000;

const query: Handler = (request) => {
  const { kernel, query: asked, params } = request;
  refuseAggregation(asked.get("$apply"));
  const top = Number(asked.get("$top") ?? Number.POSITIVE_INFINITY);
  const states: PolicyState[] = [];
  let next: string | undefined;
  for (const { after, found } of statesBehind(request, placeOf(asked.get("$skiptoken")))) {
    if (states.length >= Math.min(USUAL_PAGE, top)) break;
    states.push(...found);
    next = after;
  }
  const page = states.slice(0, top);
  const more = next !== undefined && states.length >= USUAL_PAGE && states.length < top;
  const context = `${kernel.origin}${params.scope}/providers/Microsoft.PolicyInsights/policyStates/$metadata#${params.kind}`;
  return {
    status: 200,
    body: {
      "@odata.context": context,
      "@odata.count": page.length,
      ...(more && { "@odata.nextLink": nextLink(request, String(next)) }),
      value: page.map((state) => ({
        "@odata.id": null,
        "@odata.context": `${context}/$entity`,
        ...selected(state, asked.get("$select")),
      })),
    },
  };
};

/** What the policies in force find, resource by resource behind an id; with the id to continue behind. */
function* statesBehind(request: ArmRequest, from: string) {
  const { kernel, query: asked } = request;
  const { scope, matches } = stateScopeOf(request);
  const wanted = stateFilterOf(asked.get("$filter"));
  const now = kernel.clock.now();
  for (const subject of subjectsAt(kernel.store, scope, from)) {
    const found = statesOf(kernel.store, subject, now).filter(
      (state) => matches(state) && wanted(state),
    );
    yield { after: subject.id.toLowerCase(), found };
  }
}

const summarize: Handler = (request) => {
  const { kernel, params, apiVersion } = request;
  const base = `${kernel.origin}${params.scope}/providers/Microsoft.PolicyInsights/policyStates`;
  const tally = new Tally(`${base}/latest/queryResults?api-version=${apiVersion}`);
  for (const { found } of statesBehind(request, "")) tally.add(found);
  const context = `${base}/$metadata#summary`;
  return {
    status: 200,
    body: {
      "@odata.context": context,
      "@odata.count": 1,
      value: [{ "@odata.id": null, "@odata.context": `${context}/$entity`, ...tally.summary() }],
    },
  };
};

/** Compliance is worked out whenever it is asked for, so an evaluation on demand has nothing to wait for. */
const trigger: Handler = () => ({ status: 200 });

function selected(state: PolicyState, select: string | null): object {
  if (select === null) return state;
  const wanted = select.split(",").map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => wanted.includes(name.toLowerCase())),
  );
}

function refuseAggregation(apply: string | null): void {
  if (apply === null) return;
  throw new ArmError(
    400,
    "InvalidApplyInQueryString",
    "The sandbox doesn't aggregate policy states by $apply; ask for a summary instead.",
  );
}

function placeOf(token: string | null): string {
  if (token === null) return "";
  const place = Buffer.from(token, "base64url").toString();
  if (place.startsWith("/")) return place;
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is invalid.`);
}

const states = "{scope*}/providers/Microsoft.PolicyInsights/policyStates";
const ACTION = "Microsoft.PolicyInsights/policyStates";

export const POLICY_STATE_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: `${states}/{kind}/queryResults`,
    versions,
    action: `${ACTION}/queryResults/read`,
    handler: query,
  },
  {
    method: "POST",
    path: `${states}/latest/summarize`,
    versions,
    action: `${ACTION}/summarize/read`,
    handler: summarize,
  },
  {
    method: "POST",
    path: `${states}/latest/triggerEvaluation`,
    versions,
    action: `${ACTION}/triggerEvaluation/action`,
    handler: trigger,
  },
];
