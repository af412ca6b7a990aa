"use client";

import { Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ExtensionFacts } from "@/lib/cloud/cloud";
import { EXTENSION_TYPES } from "@/lib/cloud/wishes";
import { installStatus } from "@/lib/inventory/states";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import { Button } from "../ui/button";
import { Disclosure } from "../ui/disclosure";
import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { INSTALL_TONE } from "./connected-table";

// Without a fallback of its own, loading it would hide the list that it opens from, and with it the focus.
const FixPanel = dynamic(
  () => import("../remediations/fix-panel").then((module) => module.FixPanel),
  { loading: () => null },
);

type Component = keyof typeof EXTENSION_TYPES;
const RECOMMENDATION: Record<Component, RecommendationId> = {
  sensor: "arcDefenderExtension",
  policy: "arcPolicyExtension",
};

/** The extensions of a cluster with the status of each installation; those of Defender can be uninstalled. */
export function ExtensionTable({
  extensions,
  assessments,
}: {
  extensions: ExtensionFacts[];
  /** By which a removal names the cluster; null where the cluster is not judged. */
  assessments: Record<Component, string | null>;
}) {
  const [removing, setRemoving] = useState<Component | null>(null);
  const assessment = removing && assessments[removing];
  return (
    <>
      <Table label="Extensions">
        <thead>
          <tr>
            <Th className="w-[24%]">Name</Th>
            <Th className="w-[22%]">Type</Th>
            <Th>Version</Th>
            <Th>Auto upgrade</Th>
            <Th>Install status</Th>
            <Th>Actions</Th>
          </tr>
        </thead>
        <tbody>
          {extensions.map((extension) => (
            <Tr key={extension.name}>
              <Td className="wrap-any">
                <strong className="font-semibold">{extension.name}</strong>
                <Details extension={extension} />
              </Td>
              <Td label="Type" className="wrap-any">
                {extension.type}
              </Td>
              <Td label="Version">{extension.version || "Not known"}</Td>
              <Td label="Auto upgrade">
                {extension.autoUpgrade ? `On, ${extension.releaseTrain}` : "Off"}
              </Td>
              <Td label="Install status" className="wrap-any">
                <Installation extension={extension} />
              </Td>
              <Td label="Actions">
                <Button
                  look="subtle"
                  icon={<Trash2 aria-hidden className="size-4" />}
                  reason={whyNot(extension, assessments)}
                  onClick={() => setRemoving(componentOf(extension))}
                >
                  Uninstall
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {removing && assessment && (
        <FixPanel
          recommendationId={RECOMMENDATION[removing]}
          verb="remove"
          selection={{ kind: "these", ids: [assessment] }}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

function Installation({ extension }: { extension: ExtensionFacts }) {
  const { label, says } = installStatus(extension.state);
  return (
    <>
      <Status tone={INSTALL_TONE[label] ?? "warn"}>{label}</Status>
      <span className="block text-xs text-muted">{says}</span>
      {extension.fault && (
        <span className="block text-xs">
          <strong className="font-semibold">{extension.fault.code}</strong>:{" "}
          {extension.fault.message}
        </span>
      )}
    </>
  );
}

function Details({ extension }: { extension: ExtensionFacts }) {
  if (!extension.workspaceId) return null;
  return (
    <details>
      <Disclosure>Details</Disclosure>
      <p className="m-0 text-xs text-muted wrap-any">Reports to {extension.workspaceId}</p>
    </details>
  );
}

function componentOf({ type }: ExtensionFacts): Component | null {
  const found = (Object.keys(EXTENSION_TYPES) as Component[]).find(
    (component) => EXTENSION_TYPES[component] === type,
  );
  return found ?? null;
}

function whyNot(
  extension: ExtensionFacts,
  assessments: Record<Component, string | null>,
): string | null {
  const component = componentOf(extension);
  if (!component) return "Only the extensions of Defender and of Azure Policy are removed here.";
  if (!assessments[component]) return "The cluster is not judged yet; refresh the estate first.";
  return ["Creating", "Updating", "Deleting"].includes(extension.state)
    ? "Wait until what is under way has ended."
    : null;
}
