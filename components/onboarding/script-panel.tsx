"use client";

import { useEffect, useEffectEvent, useState, useTransition } from "react";
import { preview as previewScript, script } from "@/lib/onboarding/actions";
import {
  ARC_LANGUAGES,
  ARC_REGIONS,
  type ArcLanguage,
  type ScriptEnvironment,
  type ScriptPreview,
  USUAL_ARC_REGION,
} from "@/lib/onboarding/catalog-script";
import { type ArcPart, type RecommendationId, recommendation } from "@/lib/recommendations/catalog";
import type { Selection } from "@/lib/recommendations/filter";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Check, Field, INPUT } from "../ui/field";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { RadioGroup } from "./radio-group";
import { saveText } from "./save-text";
import { PolicyBlocks, ScriptClusters } from "./script-clusters";

const LANGUAGES = (Object.keys(ARC_LANGUAGES) as ArcLanguage[]).map((value) => ({
  value,
  label: ARC_LANGUAGES[value],
  hint: value === "bash" ? "Linux, macOS, Cloud Shell" : "Windows, and wherever PowerShell is",
}));
const OFFERS: Record<ArcPart, string> = {
  sensor: "Install Microsoft Defender's extension as well",
  policy: "Install the Azure Policy extension as well",
};

/** Fixes clusters of other clouds by a script: one of the article's, or one for many clusters at once. */
export function ScriptPanel({
  recommendationId,
  selection,
  onClose,
}: {
  recommendationId: RecommendationId;
  selection: Selection;
  onClose: (started: boolean) => void;
}) {
  const offers = recommendation(recommendationId).script?.offers ?? [];
  const [choice, setChoice] = useState<Choice>({
    location: USUAL_ARC_REGION,
    language: "bash",
    parts: [...offers],
  });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [writing, write] = useTransition();
  const asked = { recommendationId, selection, location: choice.location };
  const preview = useScriptPreview(JSON.stringify(asked), setRefusal);

  const download = (connectorId: string) =>
    write(async () => {
      const written = await script({ recommendationId, selection, connectorId, ...choice });
      setRefusal(written.ok ? null : written.refusal);
      if (!written.ok) return;
      const { name, text, leftOut } = written.value;
      saveText(name, text);
      const missing = leftOut.map((one) => ` ${one.name} is not in it: ${one.why}`).join("");
      setSaid(`${name} was downloaded.${missing}`);
    });
  return (
    <Panel
      title="Fixing resources"
      subtitle={`Fix ${counted(preview?.total ?? 0, "resource")}`}
      onClose={() => onClose(false)}
      foot={
        <>
          {(preview?.environments ?? []).map((one) => (
            <Download
              key={one.connectorId}
              environment={one}
              alone={preview?.environments.length === 1}
              busy={writing}
              onClick={() => download(one.connectorId)}
            />
          ))}
          <Button onClick={() => onClose(false)}>Close</Button>
        </>
      }
    >
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      <div role="status">{said && <MessageBar kind="success">{said}</MessageBar>}</div>
      {!preview && !refusal && <Status tone="busy">Looking at clusters and policies…</Status>}
      {preview && <PolicyBlocks preview={preview} />}
      <p className="mt-0 mb-4">
        The script runs with your own tools and rights. It checks that they are signed in to the
        right account or project, connects clusters to Azure Arc where they are not, and installs
        what is missing. Run it again to go on: what is done is left as it is.
      </p>
      <ScriptChoice offers={offers} choice={choice} onChange={setChoice} />
      {preview && <ScriptClusters preview={preview} />}
    </Panel>
  );
}

interface Choice {
  location: string;
  language: ArcLanguage;
  parts: ArcPart[];
}

/** Asks what a script would be about, anew where another is asked for. */
function useScriptPreview(
  asked: string,
  onRefusal: (refusal: string | null) => void,
): ScriptPreview | null {
  const [preview, setPreview] = useState<ScriptPreview | null>(null);
  const tell = useEffectEvent((found: Awaited<ReturnType<typeof previewScript>>) => {
    onRefusal(found.ok ? null : found.refusal);
    if (found.ok) setPreview(found.value);
  });
  useEffect(() => {
    let waited = true;
    void previewScript(JSON.parse(asked)).then((found) => waited && tell(found));
    return () => {
      waited = false;
    };
  }, [asked]);
  return preview;
}

function ScriptChoice({
  offers,
  choice,
  onChange,
}: {
  offers: readonly ArcPart[];
  choice: Choice;
  onChange: (choice: Choice) => void;
}) {
  return (
    <>
      <Field
        label="Region"
        hint="The Azure region in which clusters that are not connected yet get their Arc resource."
      >
        {(control) => (
          <select
            {...control}
            value={choice.location}
            onChange={(event) => onChange({ ...choice, location: event.target.value })}
            className={INPUT}
          >
            {ARC_REGIONS.map((region) => (
              <option key={region}>{region}</option>
            ))}
          </select>
        )}
      </Field>
      <RadioGroup
        label="Running environment"
        value={choice.language}
        options={LANGUAGES}
        onChange={(language) => onChange({ ...choice, language })}
      />
      {offers.map((part) => (
        <Check
          key={part}
          label={OFFERS[part]}
          checked={choice.parts.includes(part)}
          onChange={(on) => onChange({ ...choice, parts: on ? [part] : [] })}
        />
      ))}
    </>
  );
}

/** The button of one account or project; the article's words, where there is but one. */
function Download({
  environment,
  alone,
  busy,
  onClick,
}: {
  environment: ScriptEnvironment;
  alone: boolean;
  busy: boolean;
  onClick: () => void;
}) {
  const { clusters, name } = environment;
  return (
    <Button look="primary" reason={busy ? "It is being written." : null} onClick={onClick}>
      Download remediation logic for {counted(clusters, "resource")}
      {!alone && ` of ${name}`}
    </Button>
  );
}
