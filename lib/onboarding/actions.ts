"use server";

import { z } from "zod";
import { action } from "../access/action.ts";
import { deleteConnector } from "./delete-connector.ts";
import { beginDraft, beginEdit, discardDraft, keepDraft } from "./draft.ts";
import { readAgain } from "./read-again.ts";
import { outlineOfDraft, reviewConnector } from "./review.ts";
import { saveConnector } from "./save-connector.ts";
import { verifyDraft, verifyNow } from "./verify-access.ts";
import { DraftInput } from "./wish.ts";

const Named = z.strictObject({ connectorId: z.string().max(600) });

/** A person's own notes, which nobody else sees. */
export const begin = action({
  name: "connectors.begin",
  input: z.strictObject({ cloud: z.enum(["aws", "gcp"]) }),
  run: beginDraft,
});

/** Reads the connector in the person's own name. */
export const edit = action({ name: "connectors.edit", input: Named, run: beginEdit });

/** A person's own notes, which nobody else sees. */
export const keep = action({ name: "connectors.draft", input: DraftInput, run: keepDraft });

export const discard = action({
  name: "connectors.discard",
  input: z.strictObject({ draftId: z.guid() }),
  run: discardDraft,
});

/** Reads only: the call that Create would make, in the person's own name. */
export const review = action({
  name: "connectors.review",
  input: DraftInput,
  run: reviewConnector,
});

/** The template or script of a person's own draft. */
export const outline = action({
  name: "connectors.outline",
  input: DraftInput,
  run: outlineOfDraft,
});

/** Rights are checked on the chosen resource group, inside. */
export const save = action({ name: "connectors.save", input: DraftInput, run: saveConnector });

/** Rights are checked on the chosen resource group, inside. */
export const verify = action({ name: "connectors.verify", input: DraftInput, run: verifyDraft });

/** Rights are checked on the connector's resource group, inside. */
export const verifyConnector = action({
  name: "connectors.verify",
  input: Named,
  run: verifyNow,
});

/** Rights are checked on the connector's resource group, inside. */
export const remove = action({
  name: "connectors.remove",
  input: Named.extend({ name: z.string().max(300) }),
  run: deleteConnector,
});

/** Reads only. */
export const readClusters = action({
  name: "connectors.read",
  input: Named,
  run: readAgain,
});
