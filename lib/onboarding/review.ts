import type { Person } from "../access/model.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { cloudFor, federatedIdentity } from "../cloud/index.ts";
import { documentOf } from "../connectors/document.ts";
import { lackingAt } from "../policy/lacking.ts";
import { choiceOfDraft, problemsOf } from "./choice.ts";
import { draftOf, storedChoice, visibleConnector } from "./draft.ts";
import type { Created } from "./model.ts";
import { connectorArmId, groupScope, type Outline, outlineOf } from "./outline.ts";
import { sameAccount } from "./save-connector.ts";
import type { ConnectorReview, DraftInput } from "./wish.ts";

/** What Create would send, worked out from the connector as it is now. Nothing is sent. */
export async function reviewConnector(
  { draftId, choice: filled }: DraftInput,
  person: Person,
): Promise<ConnectorReview> {
  const { externalId, connectorId } = await draftOf(person, draftId);
  const problems = problemsOf(filled);
  const choice = choiceOfDraft(filled);
  const sentAs = person.username;
  if (!choice) return { problems, call: null, sentAs, mayNot: null, sameAs: null };
  const mayNot = await lackingAt(person, "connectors:write", groupScope(choice));
  const cloud = cloudFor({ kind: "person", ...person });
  const armId = connectorArmId(choice);
  const found = connectorId ? await cloud.connector(armId) : null;
  const document = documentOf(choice, externalId, found?.properties);
  const before = found ? { location: found.region, properties: found.properties } : {};
  return {
    problems,
    call: { call: cloud.connectorCall(armId, document), before, after: document },
    sentAs,
    mayNot,
    sameAs: connectorId ? null : await sameAccount(person, choice),
  };
}

/** The template or script of a draft, what it makes in plain words, or why it can't be written yet. */
export async function outlineOfDraft(
  { draftId, choice: filled }: DraftInput,
  person: Person,
): Promise<
  | { fileName: string; text: string; version: string; creates: Created[] }
  | { problem: string }
  | { fault: FaultRecord }
> {
  const { externalId } = await draftOf(person, draftId);
  const choice = choiceOfDraft(filled);
  if (!choice) return { problem: problemsOf(filled)[0]?.says ?? "" };
  try {
    const { needs: _, ...shown } = outlineOf(choice, externalId, await federatedIdentity());
    return shown;
  } catch (error) {
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}

/** The template or the script that a connector asks for as it is now, or why the portal can't write it. */
export async function connectorOutline(
  person: Person,
  connectorId: string,
): Promise<Omit<Outline, "needs"> | { fault: FaultRecord }> {
  const row = await visibleConnector(person, connectorId);
  try {
    const outline = outlineOf(storedChoice(row), row.externalId, await federatedIdentity());
    const { needs: _, ...shown } = outline;
    return shown;
  } catch (error) {
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}
