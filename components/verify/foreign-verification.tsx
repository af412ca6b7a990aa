import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { foreignCommands, twinOf, type VerifiedCluster } from "@/lib/verify/live";
import { Section } from "../ui/page";
import { MessageBar } from "../ui/status";
import { recommendationHref, verifyHref } from "./cluster-links";
import { HandCommands } from "./hand-commands";

type ForeignCluster = VerifiedCluster & { kind: "eks" | "gke" };

const SENSOR = { eks: "eksDefenderExtension", gke: "gkeDefenderExtension" } as const;

/** A cluster of another cloud: where it is verified, and how a person looks into it with that cloud's own tools. */
export async function ForeignVerification({
  person,
  cluster,
}: {
  person: Person;
  cluster: ForeignCluster;
}) {
  const twin = await twinOf(person, cluster.id);
  return (
    <>
      <Section title="Azure Arc">
        {twin === null ? (
          <MessageBar kind="warning" title="Not connected">
            The sensor comes through Azure Arc, and no Arc-enabled cluster is known to be this one.{" "}
            <Link href={recommendationHref(SENSOR[cluster.kind], null, cluster.name)}>
              See its recommendation
            </Link>
            , whose Fix connects it.
          </MessageBar>
        ) : (
          <MessageBar title="Verified as its Arc-enabled cluster">
            What Defender has on the cluster is installed through Azure Arc.{" "}
            {twin === "hidden" ? (
              "You do not see the Arc-enabled cluster that it is connected as: ask for Reader there."
            ) : (
              <Link href={verifyHref(twin.id)}>Verify {twin.name}</Link>
            )}
          </MessageBar>
        )}
      </Section>
      <HandCommands commands={foreignCommands({ ...cluster })}>
        By the tools of its own cloud and kubectl, in your own terminal.
      </HandCommands>
    </>
  );
}
