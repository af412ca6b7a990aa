"""A stand-in for the extension k8s-extension: see README.md four folders up."""

from azure.cli.core import AzCommandsLoader
from azure.cli.core.commands import CliCommandType


class K8sExtensionLoader(AzCommandsLoader):
    """az k8s-extension create, show, list and delete."""

    def __init__(self, cli_ctx=None):
        own = CliCommandType(operations_tmpl="azext_k8s_extension.commands#{}")
        super().__init__(cli_ctx=cli_ctx, custom_command_type=own)

    def load_command_table(self, args):
        with self.command_group("k8s-extension") as group:
            group.custom_command("create", "create", supports_no_wait=True)
            group.custom_show_command("show", "show")
            group.custom_command("list", "list_extensions")
            group.custom_command("delete", "delete", confirmation=True, supports_no_wait=True)
        return self.command_table

    def load_arguments(self, command):
        with self.argument_context("k8s-extension") as context:
            context.argument("name", options_list=["--name", "-n"])
            context.argument("resource_group_name", options_list=["--resource-group", "-g"])
            context.argument("cluster_name", options_list=["--cluster-name", "-c"])
            context.argument("cluster_type", options_list=["--cluster-type", "-t"])
            context.argument(
                "auto_upgrade", options_list=["--auto-upgrade-minor-version", "--auto-upgrade"]
            )
            context.argument(
                "settings", options_list=["--configuration-settings", "--config"], nargs="*"
            )
            context.argument(
                "protected",
                options_list=["--configuration-protected-settings", "--config-protected"],
                nargs="*",
            )
            context.argument("force", options_list=["--force"], action="store_true")


COMMAND_LOADER_CLS = K8sExtensionLoader
