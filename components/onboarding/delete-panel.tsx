"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { ForeignCloud } from "@/lib/cloud/cloud";
import { CLOUDS } from "@/lib/connectors/catalog";
import { remove } from "@/lib/onboarding/actions";
import type { Created } from "@/lib/onboarding/model";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Disclosure } from "../ui/disclosure";
import { Field, INPUT } from "../ui/field";
import { Panel } from "../ui/panel";
import { MessageBar } from "../ui/status";
import { CreatedTable } from "./created-table";

export interface DeletedConnector {
  id: string;
  name: string;
  cloud: ForeignCloud;
  clusters: number;
  /** Clusters that are connected to Azure Arc. */
  connected: number;
  /** What its template or script has made, as far as the portal can say. */
  creates: readonly Created[];
}

const WAYS = {
  aws: "Delete the stack breakwater-containers in CloudFormation: it takes along what it has made.",
  gcp: "Delete them with gcloud, or in the console, service accounts and the workload identity pools first.",
} as const;

/** What goes with a connector, and what stays behind in both clouds. Its name is typed, so that no slip deletes it. */
export function DeletePanel({
  connector,
  onClose,
}: {
  connector: DeletedConnector;
  onClose: () => void;
}) {
  const { id, name, cloud, clusters, connected, creates } = connector;
  const { short, cluster, clusters: many, account } = CLOUDS[cloud];
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [pending, start] = useTransition();
  const confirm = () =>
    start(async () => {
      const result = await remove({ connectorId: id, name: typed });
      toast(
        result.ok
          ? { tone: "busy", title: "The connector is being deleted." }
          : { tone: "bad", title: result.refusal },
      );
      if (!result.ok) return;
      onClose();
      router.refresh();
    });
  const differs = typed === name ? null : "Type the connector's name first.";
  return (
    <Panel
      title="Delete connector"
      subtitle={name}
      onClose={onClose}
      foot={
        <>
          <Button look="danger" reason={pending ? "One moment." : differs} onClick={confirm}>
            Delete
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <MessageBar kind="warning" title="What goes">
        <ul className="my-1 pl-5">
          <li>The connector in Azure, with its plans: Defender no longer reads the {account}.</li>
          <li>
            {counted(clusters, cluster)} and their recommendations leave this portal. The {many}{" "}
            themselves are not touched.
          </li>
        </ul>
      </MessageBar>
      <h3 className="mt-4 mb-1 text-base font-semibold">What stays behind</h3>
      <ul className="mt-0 pl-5">
        <li>
          In {short}: everything that was made to let Defender and this portal in. {WAYS[cloud]}
        </li>
        <li>
          In Azure: {counted(connected, "Arc-enabled cluster")} with the extensions that are
          installed on them. Remove the sensor by Remove components, then disconnect them with{" "}
          <code>az connectedk8s delete</code>.
        </li>
        <li>Audit logs that are kept in {short} stay as long as their retention says.</li>
      </ul>
      {creates.length > 0 && (
        <details className="mb-4">
          <Disclosure>What was made in {short}, by name</Disclosure>
          <CreatedTable creates={creates} />
        </details>
      )}
      <Field label="Connector's name" hint={`Type ${name} to delete it.`} required>
        {(control) => (
          <input
            {...control}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
            className={INPUT}
          />
        )}
      </Field>
    </Panel>
  );
}
