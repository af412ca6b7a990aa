import { ArmError, type ArmRequest, type Resource } from "../../types.ts";
import { CONNECTED_TYPE } from "./connected-cluster.ts";
import { EXTENSION_KINDS, EXTENSION_TYPE, type ExtensionBody, propertiesOf } from "./extension.ts";

/** 1 to 63 letters, digits, dots, underscores and hyphens, beginning and ending with a letter or digit. */
const NAME = /^[a-zA-Z0-9](?:[\w.-]{0,61}[a-zA-Z0-9])?$/;

export function refuseName(name: string): void {
  if (NAME.test(name)) return;
  throw new ArmError(400, "InvalidResourceName", `The extension name '${name}' is not valid.`);
}

export function refuseUnknown(
  { params }: ArmRequest,
  cluster: Resource,
  { properties }: ExtensionBody,
): void {
  const known = properties.extensionType.toLowerCase() in EXTENSION_KINDS;
  if (known && cluster.type === CONNECTED_TYPE) return;
  throw new ArmError(
    400,
    "ExtensionTypeRegistrationGetFailed",
    `Extension type '${properties.extensionType}' is not registered for clusters of type '${params.provider}/${params.kind}' in release train '${properties.releaseTrain ?? "Stable"}'.`,
  );
}

export function refuseBusy({ params }: ArmRequest, extension: Resource | undefined): void {
  const state = extension && propertiesOf(extension).provisioningState;
  if (!state || ["Succeeded", "Failed", "Canceled"].includes(state)) return;
  throw new ArmError(
    409,
    "Conflict",
    `Another operation is in progress on the extension '${params.name}' (${state}). Wait until it has ended.`,
  );
}

/** A cluster holds one extension of a type; a second one under another name would overwrite its release. */
export function refuseSecond(
  { kernel, params }: ArmRequest,
  cluster: Resource,
  { properties }: ExtensionBody,
): void {
  const type = properties.extensionType.toLowerCase();
  for (const other of kernel.store.scan({ types: [EXTENSION_TYPE], below: cluster.id })) {
    if (other.name.toLowerCase() === String(params.name).toLowerCase()) continue;
    if (propertiesOf(other).extensionType.toLowerCase() !== type) continue;
    throw new ArmError(
      400,
      "ExtensionTypeAlreadyInstalled",
      `The extension type '${properties.extensionType}' is installed on the cluster '${cluster.name}' already, as '${other.name}'.`,
    );
  }
}

/** Who asks for a version can't let Azure choose one. */
export function refusePinned({
  version,
  autoUpgradeMinorVersion,
}: Pick<ExtensionBody["properties"], "version" | "autoUpgradeMinorVersion">): void {
  if (!version || autoUpgradeMinorVersion === false) return;
  throw new ArmError(
    400,
    "InvalidExtensionVersion",
    "To use 'version', autoUpgradeMinorVersion must be 'false'.",
  );
}

/** An extension is of one type for good. */
export function refuseOtherType(
  before: Resource | undefined,
  { properties: { extensionType } }: ExtensionBody,
): void {
  const present = before && propertiesOf(before).extensionType;
  if (!present || present.toLowerCase() === extensionType.toLowerCase()) return;
  throw new ArmError(
    400,
    "PropertyChangeNotAllowed",
    `Changing property 'properties.extensionType' from '${present}' to '${extensionType}' is not allowed.`,
  );
}
