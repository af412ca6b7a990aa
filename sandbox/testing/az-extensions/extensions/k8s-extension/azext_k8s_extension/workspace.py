"""The workspace of the Defender extension: the real command looks it up and hands its key to the extension."""

from arc_stand_in.arm import call, find

VERSION = "2022-10-01"
SETTING = "logAnalyticsWorkspaceResourceID"

# The codes of regions in the names of default workspaces; the real extension has the others too.
CODES = {
    "eastus": "EUS",
    "eastus2": "EUS2",
    "francecentral": "PAR",
    "germanywestcentral": "DEWC",
    "northeurope": "NEU",
    "southeastasia": "SEA",
    "swedencentral": "SEC",
    "switzerlandnorth": "CHN",
    "uksouth": "SUK",
    "westeurope": "WEU",
    "westus2": "WUS2",
}
ELSEWHERE = "eastus"


def with_workspace(cmd, cluster, settings, protected):
    """The settings with a workspace, and the protected ones with its id and key."""
    given = next((name for name in settings if name.lower() == SETTING.lower()), None)
    workspace = settings.pop(given).strip() if given else ensure_default(cmd, cluster)
    customer = call(cmd, "GET", workspace, VERSION)["properties"]["customerId"]
    key = call(cmd, "POST", f"{workspace}/sharedKeys", "2020-08-01")["primarySharedKey"]
    return (
        {**settings, SETTING: workspace},
        {**protected, "omsagent.secret.wsid": customer, "omsagent.secret.key": key},
    )


def ensure_default(cmd, cluster):
    """The default workspace of the cluster's region, made where it is missing."""
    region = call(cmd, "GET", cluster, "2024-01-01")["location"]
    region = region if region in CODES else ELSEWHERE
    subscription = cluster.split("/")[2]
    group = f"/subscriptions/{subscription}/resourceGroups/DefaultResourceGroup-{CODES[region]}"
    name = f"DefaultWorkspace-{subscription}-{CODES[region]}"
    workspace = f"{group}/providers/Microsoft.OperationalInsights/workspaces/{name}"
    if not find(cmd, group, "2021-04-01"):
        call(cmd, "PUT", group, "2021-04-01", {"location": region})
    if not find(cmd, workspace, VERSION):
        body = {"location": region, "properties": {"sku": {"name": "Standalone"}}}
        call(cmd, "PUT", workspace, VERSION, body)
    return workspace
