"""Calls to Azure Resource Manager through the Azure CLI's own `az rest`, with errors in the words of its SDK."""

import json
import time

from azure.cli.core.azclierror import AzureResponseError, HTTPError, ResourceNotFoundError
from azure.cli.core.util import send_raw_request

ENDED = ("Succeeded", "Failed", "Canceled")


def call(cmd, method, path, version, body=None):
    """Sends one call and gives the parsed answer; None where it has no body."""
    text = None if body is None else json.dumps(body)
    joint = "&" if "?" in path else "?"
    try:
        response = send_raw_request(
            cmd.cli_ctx, method, f"{path}{joint}api-version={version}", body=text
        )
    except HTTPError as error:
        raise in_words(error) from error
    return response.json() if response.text else None


def find(cmd, path, version):
    """A resource, or None where there is no such one."""
    try:
        return call(cmd, "GET", path, version)
    except ResourceNotFoundError:
        return None


def list_all(cmd, path, version):
    """Every page of a list."""
    page = call(cmd, "GET", path, version)
    found = page["value"]
    while page.get("nextLink"):
        page = send_raw_request(cmd.cli_ctx, "GET", page["nextLink"]).json()
        found += page["value"]
    return found


def until_ended(cmd, path, version):
    """The resource once its provisioning has ended; None once it is gone."""
    while True:
        resource = find(cmd, path, version)
        if resource is None or resource["properties"].get("provisioningState") in ENDED:
            return resource
        time.sleep(1)


def in_words(error):
    """An error as the CLI shows one of its SDK: not found ends it with 3, everything else with 1."""
    response = error.response
    try:
        told = response.json()["error"]
        words = f"({told['code']}) {told['message']}\nCode: {told['code']}\nMessage: {told['message']}"
    except (ValueError, KeyError):
        words = str(error)
    kind = ResourceNotFoundError if response.status_code == 404 else AzureResponseError
    return kind(words)


def flat(resource):
    """A resource as its SDK hands it out: the properties stand beside the name."""
    properties = resource.get("properties", {})
    outer = {name: value for name, value in resource.items() if name != "properties"}
    return {**properties, **outer, "resourceGroup": group_of(resource["id"])}


def group_of(resource_id):
    """The resource group in an id."""
    return resource_id.split("/")[4]
