"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { CLOUDS } from "@/lib/connectors/catalog";
import { connectorCoverage } from "@/lib/connectors/choice";
import { Button } from "../ui/button";
import { MessageBar, Status } from "../ui/status";
import { Switch } from "../ui/switch";
import { Table, Td, Th, Tr } from "../ui/table";
import type { StepProps } from "./connector-wizard";

// Without a fallback of its own, loading it would hide the page that it opens from, and with it the focus.
const ContainersPane = dynamic(
  () => import("./containers-pane").then((module) => module.ContainersPane),
  { loading: () => null },
);

const COVERAGE = {
  full: { tone: "good", label: "Full" },
  partial: { tone: "warn", label: "Partial" },
  off: { tone: "none", label: "Off" },
} as const;

/** The plans of the environment. The configuration of Containers opens from its row; the URL says that it is open. */
export function Plans({ choice, change, problem }: StepProps) {
  const params = useSearchParams();
  const open = params.get("settings") === "containers";
  const { tone, label } = COVERAGE[connectorCoverage(choice)];
  const { clusters, account } = CLOUDS[choice.cloud];
  const wrong = problem("retention");
  const show = (settings: boolean) => {
    const next = new URLSearchParams(params);
    if (settings) next.set("settings", "containers");
    else next.delete("settings");
    window.history[settings ? "pushState" : "replaceState"](null, "", `?${next}`);
  };
  return (
    <>
      <p className="mt-0 max-w-4xl">
        The state of the {account} is read by calls that change nothing. Where you log read events
        and export them, that may cost you more.
      </p>
      {wrong && <MessageBar kind="error">Containers &gt; Settings: {wrong}</MessageBar>}
      <Table label="Plans">
        <thead>
          <tr>
            <Th>Plan</Th>
            <Th>What it covers</Th>
            <Th>Monitoring coverage</Th>
            <Th>Status</Th>
          </tr>
        </thead>
        <tbody>
          <Tr>
            <Td>Foundational CSPM</Td>
            <Td label="What it covers">
              Inventory of the {account} and recommendations on its configuration. It is free.
            </Td>
            <Td label="Monitoring coverage">Permissions: read (security audit)</Td>
            <Td label="Status">
              <Switch
                label="Foundational CSPM"
                on
                reason="Foundational CSPM is always on for a connected environment."
                onChange={() => undefined}
              />
            </Td>
          </Tr>
          <Tr>
            <Td>Containers</Td>
            <Td label="What it covers">
              {clusters}, their nodes and workloads, and the images in your registries.
            </Td>
            <Td label="Monitoring coverage">
              <Status tone={tone}>{label}</Status>
              <div>
                <Button
                  look="subtle"
                  className="-ml-3"
                  reason={choice.containers ? null : "Turn the plan on first."}
                  onClick={() => show(true)}
                >
                  Settings &gt;
                </Button>
              </div>
            </Td>
            <Td label="Status">
              <Switch
                label="Containers plan"
                on={choice.containers}
                onChange={(containers) => change({ containers })}
              />
            </Td>
          </Tr>
        </tbody>
      </Table>
      {!choice.containers && (
        <p className="text-muted">
          Off, clusters are listed and not protected. What is installed already stays.
        </p>
      )}
      <p className="text-xs text-muted">
        Other plans of the connector stay as they are; change them in the Azure portal.
      </p>
      {open && choice.containers && (
        <ContainersPane
          choice={choice}
          onClose={() => show(false)}
          onSave={(changes) => {
            change(changes);
            show(false);
          }}
        />
      )}
    </>
  );
}
