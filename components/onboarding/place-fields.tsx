"use client";

import { useEffect, useState } from "react";
import type { Places } from "@/lib/onboarding/queries";
import { CODE_OF_REGION } from "@/lib/workspaces/regions";
import { Button } from "../ui/button";
import { Field, INPUT } from "../ui/field";
import type { StepProps } from "./connector-wizard";
import { TextField } from "./text-field";

const AZURE_REGIONS = Object.keys(CODE_OF_REGION).sort();

/** Where the connector stands in Azure: its subscription, its resource group and its region. */
export function PlaceFields(props: StepProps) {
  const { facts, choice, change, problem } = props;
  const [known, setKnown] = useState(facts.places);
  const { subscriptionId } = choice;
  useEffect(() => {
    if (subscriptionId) void ask({ subscription: subscriptionId }).then((found) => setKnown(found));
  }, [subscriptionId]);
  return (
    <>
      <Field
        label="Subscription"
        required
        problem={problem("subscriptionId")}
        hint="The connector is a resource of it, and so are its clusters once Azure Arc connects them."
      >
        {(control) => (
          <>
            {facts.places.more && (
              <SearchSubscriptions subscriptionId={subscriptionId} onFound={setKnown} />
            )}
            <select
              {...control}
              value={subscriptionId}
              aria-disabled={facts.editing || undefined}
              onChange={(event) => !facts.editing && change({ subscriptionId: event.target.value })}
              className={INPUT}
            >
              {!subscriptionId && <option value="">Choose a subscription</option>}
              {subscriptionId && !known.subscriptions.some(({ id }) => id === subscriptionId) && (
                <option value={subscriptionId}>{subscriptionId}</option>
              )}
              {known.subscriptions
                .filter(({ id }) => !facts.editing || id === subscriptionId)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </select>
          </>
        )}
      </Field>
      <TextField
        {...props}
        field="resourceGroup"
        label="Resource group"
        required
        readOnly={facts.editing}
        list={known.groups}
        hint="One that is there, or the name of a new one."
      />
      <Field
        label="Azure region"
        required
        problem={problem("region")}
        hint="Where what Defender for Cloud knows of the environment is kept."
      >
        {(control) => (
          <select
            {...control}
            value={choice.region}
            onChange={(event) => !facts.editing && change({ region: event.target.value })}
            className={INPUT}
          >
            {AZURE_REGIONS.filter((region) => !facts.editing || region === choice.region).map(
              (region) => (
                <option key={region}>{region}</option>
              ),
            )}
          </select>
        )}
      </Field>
    </>
  );
}

function SearchSubscriptions({
  subscriptionId,
  onFound,
}: {
  subscriptionId: string;
  onFound: (found: Places) => void;
}) {
  const [search, setSearch] = useState("");
  return (
    <div className="mb-1 flex gap-2">
      <input
        type="search"
        aria-label="Search subscriptions"
        placeholder="There are more: search by name or ID"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className={INPUT}
      />
      <Button onClick={async () => onFound(await ask({ search, subscription: subscriptionId }))}>
        Search
      </Button>
    </div>
  );
}

async function ask(query: Record<string, string>): Promise<Places> {
  const answer = await fetch(`/api/connectors/places?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`The places could not be read: ${answer.status}.`);
  return answer.json();
}
