"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState, useTransition } from "react";
import { USUAL_RETENTION_DAYS } from "@/lib/connectors/catalog";
import { type RecommendationId, recommendation } from "@/lib/recommendations/catalog";
import { excludedFrom } from "@/lib/recommendations/catalog-acts";
import type { Selection } from "@/lib/recommendations/filter";
import { fix, preview as previewFix } from "@/lib/remediations/actions";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import { advised, chosenOf, type TakenAway } from "@/lib/remediations/choice";
import type { FixPreview, Options } from "@/lib/remediations/model";
import { Causes } from "../removal/causes";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { Explained } from "./explained";
import { FixOptions } from "./fix-options";
import { ExclusionChoice, RetentionChoice } from "./foreign-options";

/** Names what a verb will do, to which clusters, how and as whom; and does it when the person confirms. */
export function FixPanel({
  recommendationId,
  verb = "fix",
  selection,
  onClose,
}: {
  recommendationId: RecommendationId;
  verb?: Verb;
  selection: Selection;
  onClose: (started: boolean) => void;
}) {
  const router = useRouter();
  const says = VERBS[verb];
  const [preview, setPreview] = useState<FixPreview | null>(null);
  const [taken, setTaken] = useState<TakenAway>({ steps: new Set(), exclude: false });
  const [refusal, setRefusal] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Options>(() => usualOptions(verb, recommendationId));
  const [starting, start] = useTransition();
  // What is asked for is an object made anew at each drawing; its text says whether it is another.
  const request = JSON.stringify({ recommendationId, verb, selection, options: chosen });
  usePreview(request, (result) => {
    setRefusal(result.ok ? null : result.refusal);
    if (!result.ok) return;
    setPreview(result.value);
    if (result.value.removal) setTaken(advised(result.value.removal));
  });

  const plan = preview?.removal ?? null;
  const options: Options = { ...chosen, ...(taken.exclude ? { exclude: true } : {}) };
  const confirm = () =>
    start(async () => {
      const result = await fix({
        recommendationId,
        verb,
        selection,
        options,
        ...(plan ? { steps: chosenOf(plan, taken) } : {}),
      });
      if (!result.ok) {
        setRefusal(result.refusal);
        return;
      }
      const { total, leftOut, remediationId } = result.value;
      const more = leftOut > 0 ? ` ${leftOut} were left out.` : "";
      toast({
        tone: "busy",
        title: `${says.doing} ${counted(total, "resource")}.${more}`,
        href: `/remediations/${remediationId}`,
        link: "Follow the progress",
      });
      router.refresh();
      onClose(true);
    });

  return (
    <Panel
      title={says.label}
      subtitle="Nothing has been sent yet"
      onClose={() => onClose(false)}
      foot={
        <>
          <Button look="primary" onClick={confirm} reason={reasonNot(starting, preview)}>
            {says.confirm} {counted(preview?.fixable ?? 0, "resource")}
          </Button>
          <Button onClick={() => onClose(false)}>Cancel</Button>
        </>
      }
    >
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      <Asked verb={verb} id={recommendationId} options={chosen} onChange={setChosen} />
      {!preview && !refusal && <Status tone="busy">Working out what would happen…</Status>}
      {preview && (
        <Explained
          // The exact calls are read again when what is chosen changes them.
          key={JSON.stringify(chosen)}
          preview={preview}
          recommendationId={recommendationId}
          verb={verb}
          options={options}
        >
          {plan && <Causes plan={plan} taken={taken} onChange={setTaken} />}
        </Explained>
      )}
    </Panel>
  );
}

/** What a person chooses besides the clusters, as it stands at first. */
function usualOptions(verb: Verb, id: RecommendationId): Options {
  if (verb === "exclude" || verb === "include") {
    const from = excludedFrom(id);
    return from ? { from } : {};
  }
  const retention = verb === "fix" && recommendation(id).fix?.asks === "retention";
  return retention ? { retentionDays: USUAL_RETENTION_DAYS } : {};
}

/** The controls of what is chosen besides the clusters. */
function Asked({
  verb,
  id,
  ...choice
}: {
  verb: Verb;
  id: RecommendationId;
  options: Options;
  onChange: (options: Options) => void;
}) {
  if (choice.options.from) return <ExclusionChoice {...choice} />;
  const asks = verb === "fix" ? recommendation(id).fix?.asks : null;
  if (asks === "retention") return <RetentionChoice {...choice} />;
  return asks === "workspace" ? <FixOptions {...choice} /> : null;
}

/** Asks what would happen, anew for each request; what is answered too late for its request is not told. */
function usePreview(
  request: string,
  onAnswer: (result: Awaited<ReturnType<typeof previewFix>>) => void,
): void {
  const tell = useEffectEvent(onAnswer);
  useEffect(() => {
    let asked = true;
    void previewFix(JSON.parse(request)).then((result) => {
      if (asked) tell(result);
    });
    return () => {
      asked = false;
    };
  }, [request]);
}

function reasonNot(starting: boolean, preview: FixPreview | null): string | null {
  if (starting) return "It is being started.";
  if (!preview) return "One moment.";
  if (preview.fixable > 0) return null;
  return (
    preview.subscriptions.find((row) => row.lacks)?.lacks ??
    "None of the selected clusters can be changed now."
  );
}
