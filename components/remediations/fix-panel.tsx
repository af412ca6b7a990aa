"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState, useTransition } from "react";
import { type RecommendationId, recommendation } from "@/lib/recommendations/catalog";
import { fix, preview as previewFix } from "@/lib/remediations/actions";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import { advised, chosenOf, type TakenAway } from "@/lib/remediations/choice";
import type { FixPreview, Options, Selection } from "@/lib/remediations/model";
import { Causes } from "../removal/causes";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { Explained } from "./explained";
import { FixOptions } from "./fix-options";

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
  const [chosen, setChosen] = useState<Options>({});
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
      {verb === "fix" && recommendation(recommendationId).fix?.asks && (
        <FixOptions options={chosen} onChange={setChosen} />
      )}
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
