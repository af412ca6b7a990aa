import type { Route } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { subscription } from "@/lib/environments/queries";
import { ChooseSubscription, ChosenSubscription } from "../environments/choose-subscription";
import { RefreshButton } from "../environments/refresh-button";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { Breadcrumb, CommandBar, PageHeader } from "../ui/page";
import { Status } from "../ui/status";
import { TabLinks } from "../ui/tabs";
import { DutyTable } from "./duty-table";
import { HoldersHere } from "./holders-here";
import { IdentitiesHere } from "./identities-here";
import { MyRights } from "./my-rights";
import { ProvisioningTable } from "./provisioning-table";

const VIEWS = {
  people: { label: "Who may do what", live: HoldersHere, table: DutyTable },
  identities: {
    label: "Roles that provisioning assigns",
    live: IdentitiesHere,
    table: ProvisioningTable,
  },
  you: { label: "What you lack", live: MyRights, table: null },
} as const;
type View = keyof typeof VIEWS;

/** Who may do what, by Azure's own role assignments and by Microsoft's tables, and what the person lacks. */
export async function RolesAndPermissions({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const view = viewOf(params);
  const { live: Live, table: Rules } = VIEWS[view];
  const subscriptionId = params.get("subscription");
  const home = subscriptionId ? await subscription(person, subscriptionId) : null;
  if (subscriptionId && !home) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Roles and permissions" },
        ]}
      />
      <PageHeader title="Roles and permissions">
        Read from Azure as {person.username}; nothing here changes a role
      </PageHeader>
      <CommandBar>
        <RefreshButton />
      </CommandBar>
      <LearnMore topic="roles" />
      <TabLinks
        label="Roles and permissions"
        tabs={(Object.keys(VIEWS) as View[]).map((name) => ({
          label: VIEWS[name].label,
          current: name === view,
          href: withParams(params, { view: name, search: null }) as Route,
        }))}
      />
      {home ? (
        <>
          <ChosenSubscription name={home.name} params={params} />
          <Suspense
            key={params.toString()}
            fallback={<Status tone="busy">Reading role assignments from Azure…</Status>}
          >
            <Live person={person} subscriptionId={home.id} whole={home.whole} params={params} />
          </Suspense>
        </>
      ) : (
        <ChooseSubscription person={person} params={params} />
      )}
      {Rules && (
        <div className="mt-8">
          <Rules />
        </div>
      )}
    </>
  );
}

/** Who comes with an action in the address wants to know about that action. */
function viewOf(params: URLSearchParams): View {
  const named = params.get("view");
  if (named && named in VIEWS) return named as View;
  return params.has("action") ? "you" : "people";
}

/** What each of the page's live views is given. */
export interface LiveView {
  person: Person;
  subscriptionId: string;
  /** Whether the person sees all of the subscription. */
  whole: boolean;
  params: URLSearchParams;
}
