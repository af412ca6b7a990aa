"""az connectedk8s: the wire calls of the real commands, and what they do in the cluster as far as the sandbox has it."""

from arc_stand_in.arm import call, find, flat, list_all, until_ended
from azext_connectedk8s.cluster import Cluster, new_public_key
from azure.cli.core.azclierror import (
    ArgumentUsageError,
    CLIInternalError,
    InvalidArgumentValueError,
    ValidationError,
)
from azure.cli.core.commands.client_factory import get_subscription_id

VERSION = "2024-01-01"
TYPE = "Microsoft.Kubernetes/connectedClusters"


def connect(
    cmd,
    resource_group_name,
    cluster_name,
    location=None,
    tags=None,
    kube_config=None,
    kube_context=None,
    distribution="auto",
    infrastructure="auto",
    disable_auto_upgrade=False,
    no_wait=False,
):
    """Installs the agents into the cluster that kubectl reaches, and connects it."""
    subscription = get_subscription_id(cmd.cli_ctx)
    cluster = Cluster(kube_config, kube_context)
    nodes = cluster.nodes()
    cluster.require_installation_rights()
    require_provider(cmd, subscription)
    path = id_of(subscription, resource_group_name, cluster_name)
    before = find(cmd, path, VERSION)
    known = cluster.agent_settings()
    refuse_another(known, before, subscription, resource_group_name, cluster_name)
    location = location or group_location(cmd, subscription, resource_group_name)
    require_group(cmd, subscription, resource_group_name, location)
    key = known["PUBLIC_KEY"] if known else new_public_key()
    cluster.install_agents(
        {
            "AZURE_SUBSCRIPTION_ID": subscription,
            "AZURE_RESOURCE_GROUP": resource_group_name,
            "AZURE_RESOURCE_NAME": cluster_name,
            "AZURE_REGION": location,
            "AZURE_ARC_AUTOUPDATE": "false" if disable_auto_upgrade else "true",
            "PUBLIC_KEY": key,
        }
    )
    body = {
        "location": location,
        "tags": tags_of(tags, before),
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "agentPublicKeyCertificate": key,
            "distribution": nodes.distribution if distribution == "auto" else distribution,
            "infrastructure": nodes.infrastructure if infrastructure == "auto" else infrastructure,
        },
    }
    begun = call(cmd, "PUT", path, VERSION, body)
    ended = begun if no_wait else until_ended(cmd, path, VERSION)
    if ended is None or ended["properties"]["provisioningState"] == "Failed":
        raise CLIInternalError("Unable to create the connected cluster resource.")
    return flat(ended)


def show(cmd, resource_group_name, cluster_name):
    """One connected cluster."""
    path = id_of(get_subscription_id(cmd.cli_ctx), resource_group_name, cluster_name)
    return flat(call(cmd, "GET", path, VERSION))


def list_clusters(cmd, resource_group_name=None):
    """The connected clusters of a resource group or of the subscription."""
    scope = f"/subscriptions/{get_subscription_id(cmd.cli_ctx)}"
    if resource_group_name:
        scope += f"/resourceGroups/{resource_group_name}"
    return [flat(cluster) for cluster in list_all(cmd, f"{scope}/providers/{TYPE}", VERSION)]


def delete(
    cmd,
    resource_group_name,
    cluster_name,
    kube_config=None,
    kube_context=None,
    no_wait=False,
):
    """Takes the agents out of the cluster, if they are this resource's, and disconnects it."""
    subscription = get_subscription_id(cmd.cli_ctx)
    cluster = Cluster(kube_config, kube_context)
    cluster.nodes()
    known = cluster.agent_settings()
    if known and not belongs(known, subscription, resource_group_name, cluster_name):
        raise ArgumentUsageError(
            "The current context in the kubeconfig file does not correspond to the connected cluster "
            f"resource specified. Agents installed on this cluster correspond to the resource group name "
            f"'{known['AZURE_RESOURCE_GROUP']}' and resource name '{known['AZURE_RESOURCE_NAME']}'."
        )
    path = id_of(subscription, resource_group_name, cluster_name)
    call(cmd, "DELETE", path, VERSION)
    if not no_wait:
        until_ended(cmd, path, VERSION)
    if known:
        cluster.remove_agents()


def refuse_another(known, before, subscription, group, name):
    """A cluster is connected once, and a resource is one cluster's."""
    if known and not belongs(known, subscription, group, name):
        raise ArgumentUsageError(
            "The kubernetes cluster you are trying to onboard is already onboarded to the resource group "
            f"'{known['AZURE_RESOURCE_GROUP']}' with resource name '{known['AZURE_RESOURCE_NAME']}'."
        )
    if before and not known:
        raise InvalidArgumentValueError(
            f"The connected cluster resource {name} already exists in the resource group {group} and "
            "corresponds to a different Kubernetes cluster.",
            "To onboard this Kubernetes cluster to Azure, specify different resource name or resource group name.",
        )


def belongs(known, subscription, group, name):
    """Whether a cluster's agents are those of a resource."""
    theirs = ("AZURE_SUBSCRIPTION_ID", "AZURE_RESOURCE_GROUP", "AZURE_RESOURCE_NAME")
    pairs = zip(theirs, (subscription, group, name))
    return all(known[key].lower() == value.lower() for key, value in pairs)


def require_provider(cmd, subscription):
    """Refuses where the resource provider isn't registered."""
    path = f"/subscriptions/{subscription}/providers/Microsoft.Kubernetes"
    if call(cmd, "GET", path, "2021-04-01").get("registrationState") == "Registered":
        return
    raise ValidationError(
        "Microsoft.Kubernetes provider is not registered. Please register it using "
        "'az provider register -n 'Microsoft.Kubernetes' before running the connect command."
    )


def group_location(cmd, subscription, group):
    """Where a resource group lies that is there."""
    found = find(cmd, f"/subscriptions/{subscription}/resourceGroups/{group}", "2021-04-01")
    if found:
        return found["location"]
    raise ValidationError(
        f"The provided resource group name '{group}' does not exist. Please provide location "
        "so that it can be created."
    )


def require_group(cmd, subscription, group, location):
    """Makes the resource group where it is missing, as the real command does."""
    path = f"/subscriptions/{subscription}/resourceGroups/{group}"
    if not find(cmd, path, "2021-04-01"):
        call(cmd, "PUT", path, "2021-04-01", {"location": location})


def tags_of(given, before):
    """`--tags a=b c=d`; connecting again without any keeps those that are there."""
    if given is None:
        return (before or {}).get("tags") or {}
    pairs = (tag.partition("=") for tag in given)
    return {name: value for name, _, value in pairs if name}


def id_of(subscription, group, name):
    """The id of a connected cluster."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{TYPE}/{name}"
