import type { Resource } from "../types.ts";
import { errorInfo, GoogleError } from "./errors.ts";
import { identifiersOf } from "./rows.ts";

/** Each API has its own sentence for "no"; clients match on the code, people search for the words. */
const SENTENCE: Readonly<Record<string, (permission: string, resource: string) => string>> = {
  cloudresourcemanager: (permission, resource) =>
    `Permission '${permission}' denied on resource '//cloudresourcemanager.googleapis.com/${resource}' (or it may not exist).`,
  container: (permission, resource) => `Required "${permission}" permission(s) for "${resource}".`,
  iam: (permission, resource) =>
    `Permission '${permission}' denied on resource '//iam.googleapis.com/${resource}' (or it may not exist).`,
  iamcredentials: (permission) =>
    `Permission '${permission}' denied on resource (or it may not exist).`,
  logging: (permission) => `Permission '${permission}' denied on resource (or it may not exist).`,
  pubsub: () => "User not authorized to perform this action.",
};
const USUAL = () => "The caller does not have permission";

/** Refuses a call for a permission that its caller lacks; a project that isn't there is refused in the same words. */
export function permissionDenied(
  service: string,
  permission: string,
  resource: string,
): GoogleError {
  const sentence = SENTENCE[service] ?? USUAL;
  return new GoogleError("PERMISSION_DENIED", sentence(permission, resource), {
    details: [
      errorInfo("IAM_PERMISSION_DENIED", `${service}.googleapis.com`, { permission, resource }),
    ],
  });
}

/** The names by which the sentence about a service that isn't enabled calls it. */
const TITLES: Readonly<Record<string, string>> = {
  cloudresourcemanager: "Cloud Resource Manager API",
  container: "Kubernetes Engine API",
  iam: "Identity and Access Management (IAM) API",
  iamcredentials: "IAM Service Account Credentials API",
  logging: "Cloud Logging API",
  pubsub: "Cloud Pub/Sub API",
};

export function serviceDisabled(service: string, project: Resource): GoogleError {
  const { projectId, number } = identifiersOf(project);
  const name = `${service}.googleapis.com`;
  const title = TITLES[service] ?? name;
  const activationUrl = `https://console.developers.google.com/apis/api/${name}/overview?project=${projectId}`;
  return new GoogleError(
    "PERMISSION_DENIED",
    `${title} has not been used in project ${projectId} before or it is disabled. Enable it by visiting ${activationUrl} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    {
      details: [
        errorInfo("SERVICE_DISABLED", "googleapis.com", {
          service: name,
          serviceTitle: title,
          consumer: `projects/${number}`,
          containerInfo: number,
          activationUrl,
        }),
      ],
    },
  );
}
