"use server";

import { z } from "zod";
import { action } from "../access/action.ts";
import { RECOMMENDATION_IDS, type RecommendationId } from "../recommendations/catalog.ts";
import { Selection } from "../recommendations/filter.ts";
import { ARC_REGIONS } from "./catalog-script.ts";
import { deleteConnector } from "./delete-connector.ts";
import { beginDraft, beginEdit, discardDraft, keepDraft } from "./draft.ts";
import { readAgain } from "./read-again.ts";
import { outlineOfDraft, reviewConnector } from "./review.ts";
import { saveConnector } from "./save-connector.ts";
import { verifyDraft, verifyNow } from "./verify-access.ts";
import { DraftInput } from "./wish.ts";
import { previewScript, writeAccess, writeScript } from "./write-script.ts";

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

const Chosen = z.strictObject({
  recommendationId: z.enum(RECOMMENDATION_IDS as [RecommendationId, ...RecommendationId[]]),
  selection: Selection,
});
const Location = z.enum(ARC_REGIONS as [string, ...string[]]);

/** Reads only: what a remediation script would be about. Everybody who sees a cluster may know it. */
export const preview = action({
  name: "onboarding.preview",
  input: Chosen.extend({ location: Location }),
  run: previewScript,
});

/** A text of what everybody who sees the clusters may know; who runs it needs rights of their own. */
export const script = action({
  name: "onboarding.script",
  input: Chosen.extend({
    connectorId: z.string().max(600),
    location: Location,
    language: z.enum(["bash", "powershell"]),
    parts: z.array(z.enum(["sensor", "policy"])).max(2),
  }),
  run: writeScript,
});

/** The same for what lets Defender's agentless discovery into EKS clusters. */
export const accessScripts = action({
  name: "onboarding.access",
  input: Chosen.extend({ connectorId: z.string().max(600) }),
  run: writeAccess,
});
