import type { OutputFile } from "../options/model.ts";
import {
  type ArcLanguage,
  type ArcRequest,
  type ArcTarget,
  arcFileName,
  arcSentence,
  unfitForArc,
} from "./arc-script.ts";
import { arcBash } from "./arc-script-bash.ts";
import { arcPowershell } from "./arc-script-powershell.ts";

const WRITERS: Record<ArcLanguage, (request: ArcRequest) => string> = {
  bash: arcBash,
  powershell: arcPowershell,
};

/** The script for the clusters that can be in one, and the others with the reason; no file where none can. */
export function arcFile(
  request: ArcRequest,
  language: ArcLanguage,
): { file: OutputFile | null; leftOut: { target: ArcTarget; why: string }[] } {
  const leftOut = request.targets.flatMap((target) => {
    const why = unfitForArc(target, language);
    return why ? [{ target, why }] : [];
  });
  const out = new Set(leftOut.map(({ target }) => target));
  const fit = { ...request, targets: request.targets.filter((target) => !out.has(target)) };
  if (fit.targets.length === 0) return { file: null, leftOut };
  const file = {
    name: arcFileName(fit, language),
    does: arcSentence(fit),
    text: WRITERS[language](fit),
  };
  return { file, leftOut };
}
