"use client";

import { useQuery } from "@tanstack/react-query";
import { Puzzle, RefreshCw } from "lucide-react";
import type { Verification } from "@/lib/verify/live";
import { Button, LinkButton } from "../ui/button";
import { CommandBar, Section } from "../ui/page";
import { MessageBar } from "../ui/status";
import { Time } from "../ui/time";
import { Checks } from "./checks";
import { extensionsHref, isArc } from "./cluster-links";
import { HandCommands } from "./hand-commands";
import { RecommendationChecks } from "./recommendation-checks";

/** While something is pending the cloud is read again this often, and not for ever. */
const AGAIN_MS = 10_000;
const TIMES_MAX = 90;

/** How a deployment stands, read again while something of it is pending. */
export function LiveVerification({ initial }: { initial: Verification }) {
  const { id } = initial.cluster;
  const { data, refetch, isFetching, isError } = useQuery<Verification>({
    queryKey: ["verification", id],
    queryFn: async () => {
      const answer = await fetch(`/api/clusters/verify?${new URLSearchParams({ id })}`);
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      return answer.json();
    },
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) =>
      state.data && isPending(state.data) && state.dataUpdateCount < TIMES_MAX ? AGAIN_MS : false,
  });
  const pending = isPending(data);
  return (
    <>
      <CommandBar>
        <Button
          look="subtle"
          onClick={() => void refetch()}
          reason={isFetching ? "The cluster is being read." : null}
          icon={
            <RefreshCw
              aria-hidden
              className={isFetching ? "size-4 motion-safe:animate-spin" : "size-4"}
            />
          }
        >
          Refresh
        </Button>
        {isArc(id) && (
          <LinkButton
            look="subtle"
            href={extensionsHref(id)}
            icon={<Puzzle aria-hidden className="size-4" />}
          >
            Extensions
          </LinkButton>
        )}
        <span role="status" className="text-sm text-muted">
          Read <Time at={data.at} />
          {pending && "; read again every 10 seconds while something is pending"}
        </span>
      </CommandBar>
      {isError && (
        <MessageBar kind="warning">
          The cluster could not be read. What is shown is older; press Refresh to try again.
        </MessageBar>
      )}
      {data.fault && (
        <MessageBar kind="warning" title={data.fault.code}>
          Azure did not let you read the cluster itself, so what the portal last saw of it is shown.{" "}
          {data.fault.message} {data.fault.requestId && `Request id ${data.fault.requestId}.`}
        </MessageBar>
      )}
      <Section title="Checks">
        <Checks checks={data.checks} />
      </Section>
      <Section title="Recommendations">
        <RecommendationChecks cluster={data.cluster.name} rows={data.recommendations} />
      </Section>
      <HandCommands commands={data.commands}>
        The same by the Azure CLI and kubectl, in your own terminal.
      </HandCommands>
    </>
  );
}

function isPending({ checks, recommendations }: Verification): boolean {
  return (
    checks.some(({ state }) => state === "pending") ||
    recommendations.some(({ remediationId }) => remediationId !== null)
  );
}
