import { z } from "zod";
import type { KubernetesReply } from "./call.ts";
import { parsedJson } from "./json.ts";
import { badRequest } from "./status.ts";
import type { KubernetesUser } from "./users.ts";

const AccessReview = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z
      .looseObject({
        verb: z.string().default(""),
        group: z.string().default(""),
        resource: z.string().default(""),
        namespace: z.string().optional(),
      })
      .optional(),
  }),
});

type Reviewer = (user: KubernetesUser, document: unknown) => object;

/** Who somebody is: `kubectl auth whoami`. */
const whoIs: Reviewer = ({ name, groups }) => ({
  kind: "SelfSubjectReview",
  apiVersion: "authentication.k8s.io/v1",
  metadata: { creationTimestamp: null },
  status: { userInfo: { username: name, groups } },
});

/** What somebody may do: `kubectl auth can-i`. */
const canDo: Reviewer = (user, document) => {
  const parsed = AccessReview.safeParse(document);
  if (!parsed.success) throw badRequest(parsed.error.message);
  const { resourceAttributes: attempt } = parsed.data.spec;
  return {
    ...parsed.data,
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    status: { allowed: attempt !== undefined && user.may(attempt) },
  };
};

/** The questions about oneself that everybody may ask, by their paths. */
export const REVIEWS: Readonly<Record<string, Reviewer>> = {
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": canDo,
  "/apis/authentication.k8s.io/v1/selfsubjectreviews": whoIs,
};

/** @throws StatusError 400 when the question can't be read */
export function review(ask: Reviewer, user: KubernetesUser, text: string): KubernetesReply {
  return { status: 201, body: ask(user, parsedJson(text)) };
}
