"""A stand-in for the extension connectedk8s: see README.md four folders up."""

from azure.cli.core import AzCommandsLoader
from azure.cli.core.commands import CliCommandType


class ConnectedK8sLoader(AzCommandsLoader):
    """az connectedk8s connect, show, list and delete."""

    def __init__(self, cli_ctx=None):
        own = CliCommandType(operations_tmpl="azext_connectedk8s.commands#{}")
        super().__init__(cli_ctx=cli_ctx, custom_command_type=own)

    def load_command_table(self, args):
        with self.command_group("connectedk8s") as group:
            group.custom_command("connect", "connect", supports_no_wait=True)
            group.custom_show_command("show", "show")
            group.custom_command("list", "list_clusters")
            group.custom_command("delete", "delete", confirmation=True, supports_no_wait=True)
        return self.command_table

    def load_arguments(self, command):
        with self.argument_context("connectedk8s") as context:
            context.argument("cluster_name", options_list=["--name", "-n"])
            context.argument("resource_group_name", options_list=["--resource-group", "-g"])
            context.argument("location", options_list=["--location", "-l"])
            context.argument("tags", nargs="*")
            context.argument(
                "disable_auto_upgrade", options_list=["--disable-auto-upgrade"], action="store_true"
            )


COMMAND_LOADER_CLS = ConnectedK8sLoader
