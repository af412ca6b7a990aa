"use client";

import { useEffect, useState } from "react";
import { accessScripts, preview as previewScript } from "@/lib/onboarding/actions";
import {
  type AccessScripts,
  type ScriptEnvironment,
  USUAL_ARC_REGION,
} from "@/lib/onboarding/catalog-script";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import type { Selection } from "@/lib/recommendations/filter";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code";
import { counted } from "../ui/counted";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { DownloadButton } from "./download-button";

interface Written {
  environment: ScriptEnvironment;
  scripts: AccessScripts;
}

/** The article's two ways to let Defender into EKS clusters by aws-auth, for clusters that take no access entry. */
export function AccessPanel({
  recommendationId,
  selection,
  onClose,
}: {
  recommendationId: RecommendationId;
  selection: Selection;
  onClose: (started: boolean) => void;
}) {
  const [written, setWritten] = useState<Written[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const asked = JSON.stringify({ recommendationId, selection });
  useEffect(() => {
    let waited = true;
    const show = (found: Written[] | string) => {
      if (!waited) return;
      if (typeof found === "string") setRefusal(found);
      else setWritten(found);
    };
    void writtenFor(JSON.parse(asked)).then(show);
    return () => {
      waited = false;
    };
  }, [asked]);
  return (
    <Panel
      title="Let Defender in"
      subtitle="By the ConfigMap aws-auth, with your own tools"
      onClose={() => onClose(false)}
      foot={<Button onClick={() => onClose(false)}>Close</Button>}
    >
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      {!written && !refusal && <Status tone="busy">Writing scripts…</Status>}
      <p className="mt-0">
        Fix gives clusters an access entry, which is the way that AWS advises. Clusters whose
        authentication mode is CONFIG_MAP take none: for them the role is added to the ConfigMap
        aws-auth in kube-system, by one of these ways.
      </p>
      {written?.map(({ environment, scripts }) => (
        <Ways key={environment.connectorId} environment={environment} scripts={scripts} />
      ))}
    </Panel>
  );
}

function Ways({ environment, scripts }: Written) {
  return (
    <section className="mb-6">
      <h3 className="mt-4 mb-1 text-sm font-semibold wrap-any">
        {environment.name}: {counted(environment.clusters, "cluster")}
      </h3>
      <p className="m-0 text-xs text-muted wrap-any">Role {scripts.roleArn}</p>
      {scripts.leftOut.map(({ name, why }) => (
        <MessageBar key={name} kind="warning" title={`${name} is left out`}>
          {why}
        </MessageBar>
      ))}
      <h4 className="mt-3 mb-1 text-sm font-semibold">A Python script, for all of them</h4>
      <ul className="m-0 mb-2 list-none p-0">
        {scripts.files.map(({ name, does, text }) => (
          <li key={name} className="mb-2 flex flex-wrap items-center gap-2">
            <DownloadButton fileName={name} text={text} />
            <span className="min-w-0 wrap-any">
              <strong className="font-semibold">{name}</strong>
              <span className="block text-xs text-muted">{does}</span>
            </span>
          </li>
        ))}
      </ul>
      <CodeBlock label="Then, where the AWS CLI is signed in" code={scripts.command} />
      <p className="mt-0 text-xs text-muted">
        --dry-run changes nothing. It keeps everything else in aws-auth, and may be run again.
      </p>
      <h4 className="mt-3 mb-1 text-sm font-semibold">eksctl, cluster by cluster</h4>
      <CodeBlock label="eksctl 0.155 or later" code={scripts.eksctl.trimEnd()} />
    </section>
  );
}

/** The scripts of each account of the selection; or why there are none. */
async function writtenFor(asked: {
  recommendationId: RecommendationId;
  selection: Selection;
}): Promise<Written[] | string> {
  const preview = await previewScript({ ...asked, location: USUAL_ARC_REGION });
  if (!preview.ok) return preview.refusal;
  const written: Written[] = [];
  for (const environment of preview.value.environments) {
    const scripts = await accessScripts({ ...asked, connectorId: environment.connectorId });
    if (!scripts.ok) return scripts.refusal;
    written.push({ environment, scripts: scripts.value });
  }
  return written;
}
