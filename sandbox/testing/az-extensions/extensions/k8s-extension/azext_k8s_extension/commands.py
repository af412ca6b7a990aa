"""az k8s-extension: the wire calls of the real commands."""

from arc_stand_in.arm import call, flat, list_all, until_ended
from azext_k8s_extension.workspace import with_workspace
from azure.cli.core.azclierror import (
    AzureResponseError,
    InvalidArgumentValueError,
    RequiredArgumentMissingError,
)
from azure.cli.core.commands.client_factory import get_subscription_id

VERSION = "2023-05-01"
CLUSTER_TYPES = {
    "connectedclusters": "Microsoft.Kubernetes/connectedClusters",
    "managedclusters": "Microsoft.ContainerService/managedClusters",
}
DEFENDER = "microsoft.azuredefender.kubernetes"
# Where extensions of these types are released unless said otherwise.
NAMESPACES = {DEFENDER: "mdc", "microsoft.policyinsights": "kube-system"}


def create(
    cmd,
    resource_group_name,
    cluster_name,
    name,
    cluster_type,
    extension_type,
    scope=None,
    auto_upgrade=None,
    release_train=None,
    version=None,
    target_namespace=None,
    release_namespace=None,
    settings=None,
    protected=None,
    no_wait=False,
):
    """Installs an extension, or changes the one that is there."""
    cluster = cluster_id(cmd, resource_group_name, cluster_name, cluster_type)
    kind = extension_type.lower()
    configured = (pairs_of(settings), pairs_of(protected))
    if kind == DEFENDER:
        configured = with_workspace(cmd, cluster, *configured)
    upgraded = (auto_upgrade or "true").lower() == "true"
    if upgraded and version:
        raise InvalidArgumentValueError(
            "To pin to specific version, auto-upgrade-minor-version must be set to 'false'."
        )
    properties = {
        "extensionType": kind,
        "autoUpgradeMinorVersion": upgraded,
        "releaseTrain": release_train or "Stable",
        "version": version,
        "scope": scope_of(scope, kind, release_namespace, target_namespace),
        "configurationSettings": configured[0],
        "configurationProtectedSettings": configured[1],
    }
    path = f"{cluster}/providers/Microsoft.KubernetesConfiguration/extensions/{name}"
    body = {"identity": {"type": "SystemAssigned"}, "properties": properties}
    begun = call(cmd, "PUT", path, VERSION, body)
    ended = begun if no_wait else until_ended(cmd, path, VERSION)
    refuse_failure(ended)
    return flat(ended)


def show(cmd, resource_group_name, cluster_name, name, cluster_type):
    """One extension."""
    cluster = cluster_id(cmd, resource_group_name, cluster_name, cluster_type)
    path = f"{cluster}/providers/Microsoft.KubernetesConfiguration/extensions/{name}"
    return flat(call(cmd, "GET", path, VERSION))


def list_extensions(cmd, resource_group_name, cluster_name, cluster_type):
    """The extensions of a cluster."""
    cluster = cluster_id(cmd, resource_group_name, cluster_name, cluster_type)
    path = f"{cluster}/providers/Microsoft.KubernetesConfiguration/extensions"
    return [flat(extension) for extension in list_all(cmd, path, VERSION)]


def delete(cmd, resource_group_name, cluster_name, name, cluster_type, no_wait=False, force=False):
    """Removes an extension."""
    cluster = cluster_id(cmd, resource_group_name, cluster_name, cluster_type)
    path = f"{cluster}/providers/Microsoft.KubernetesConfiguration/extensions/{name}"
    call(cmd, "DELETE", f"{path}?forceDelete=true" if force else path, VERSION)
    if not no_wait:
        refuse_failure(until_ended(cmd, path, VERSION))


def refuse_failure(extension):
    """An operation that ended badly ends the command with its words."""
    if extension is None or extension["properties"].get("provisioningState") != "Failed":
        return
    told = extension["properties"].get("errorInfo") or {}
    words = "The extension operation failed with the following error: "
    words += f" {told.get('code', 'Unknown')}: {told.get('message', 'nothing more is known')}"
    code = "ExtensionOperationFailed"
    raise AzureResponseError(f"({code}) {words}\nCode: {code}\nMessage: {words}")


def cluster_id(cmd, group, name, kind):
    """The id of the cluster that a command names."""
    cluster = CLUSTER_TYPES.get(kind.lower())
    if cluster is None:
        raise InvalidArgumentValueError(f"Cluster type '{kind}' is not supported")
    subscription = get_subscription_id(cmd.cli_ctx)
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{cluster}/{name}"


def scope_of(scope, kind, release_namespace, target_namespace):
    """An extension lives in the whole cluster or in a namespace."""
    if (scope or "cluster").lower() == "namespace":
        if not target_namespace:
            raise RequiredArgumentMissingError("Scope 'namespace' requires --target-namespace.")
        return {"namespace": {"targetNamespace": target_namespace}}
    return {"cluster": {"releaseNamespace": release_namespace or NAMESPACES.get(kind, name_of(kind))}}


def name_of(kind):
    """The last part of an extension type."""
    return kind.rpartition(".")[2]


def pairs_of(given):
    """`--configuration-settings a=b c=d`."""
    pairs = {}
    for word in given or []:
        name, equals, value = word.partition("=")
        if not equals:
            raise InvalidArgumentValueError(f"Invalid configuration-settings: {word}")
        pairs[name] = value
    return pairs
