import { z } from "zod";
import type { Body, NewResource, Resource } from "../../types.ts";
import { INSTALL_STATE_UNTIL } from "./versions.ts";

export const EXTENSION_TYPE = "microsoft.kubernetesconfiguration/extensions";
export const SHOWN_EXTENSION_TYPE = "Microsoft.KubernetesConfiguration/extensions";

export const DEFENDER = "microsoft.azuredefender.kubernetes";
export const AZURE_POLICY = "microsoft.policyinsights";

/** The extension types that publishers have registered here, with the newest version of each. */
export const EXTENSION_KINDS: Readonly<Record<string, { version: string; namespace: string }>> = {
  [DEFENDER]: { version: "0.9.3", namespace: "mdc" },
  [AZURE_POLICY]: { version: "1.8.0", namespace: "kube-system" },
  "microsoft.azuremonitor.containers": { version: "3.1.24", namespace: "azuremonitor-containers" },
  "microsoft.flux": { version: "1.13.1", namespace: "flux-system" },
};

const texts = z.record(z.string(), z.string()).nullish();

/** What the sandbox checks of an extension that is sent to it; everything else is kept as it comes. */
export const ExtensionBody = z.looseObject({
  identity: z.looseObject({ type: z.string() }).nullish(),
  properties: z.looseObject({
    extensionType: z.string().min(1),
    autoUpgradeMinorVersion: z.boolean().nullish(),
    releaseTrain: z.string().nullish(),
    version: z.string().nullish(),
    configurationSettings: texts,
    configurationProtectedSettings: texts,
  }),
});
export type ExtensionBody = z.infer<typeof ExtensionBody>;

/** What a PATCH may carry. */
export const ExtensionPatch = z.looseObject({
  properties: z
    .looseObject({
      autoUpgradeMinorVersion: z.boolean().nullish(),
      releaseTrain: z.string().nullish(),
      version: z.string().nullish(),
      configurationSettings: texts,
      configurationProtectedSettings: texts,
    })
    .nullish(),
});

/** The extension's properties as they are stored; they were checked when they were written. */
export function propertiesOf({ body }: NewResource): ExtensionBody["properties"] & {
  provisioningState: string;
} {
  return body.properties as ReturnType<typeof propertiesOf>;
}

/** What older clients are told of an installation. */
const INSTALL_STATES: Readonly<Record<string, string>> = {
  Creating: "Pending",
  Updating: "Pending",
  Deleting: "Pending",
  Succeeded: "Installed",
};

/** What the version that is installed is called, by Azure's OpenAPI files; newest first. */
const INSTALLED_VERSION_IN = [
  { since: "2022-11-01", name: "currentVersion" },
  { since: "2022-03-01", name: "installedVersion" },
];

/** An extension as an api-version shows it; of secrets, `x-ms-secret` in Azure's files, not even the names. */
export function shownExtension(extension: Resource, apiVersion: string): object {
  const { id, name, body } = extension;
  const {
    provisioningState,
    configurationProtectedSettings: _names,
    currentVersion,
    isSystemExtension,
    version,
    ...properties
  } = propertiesOf(extension);
  const installed = INSTALLED_VERSION_IN.find(({ since }) => apiVersion >= since);
  const state =
    apiVersion <= INSTALL_STATE_UNTIL
      ? { installState: INSTALL_STATES[provisioningState] ?? "Failed" }
      : { provisioningState };
  return {
    id,
    name,
    type: SHOWN_EXTENSION_TYPE,
    ...body,
    properties: {
      ...properties,
      // Until 2022 it was the installed one, if nobody pinned another.
      version: installed ? version : (version ?? currentVersion ?? ""),
      ...(installed && { [installed.name]: currentVersion }),
      ...(installed?.name === "currentVersion" && { isSystemExtension }),
      ...state,
    },
  };
}

/** The same body in another state of its installation. */
export function inState(body: Body, provisioningState: string): Body {
  return { ...body, properties: { ...(body.properties as Body), provisioningState } };
}
