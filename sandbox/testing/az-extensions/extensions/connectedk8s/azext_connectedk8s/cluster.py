"""The cluster that kubectl reaches: the proofs that it can be connected, and the agents in it."""

import base64
import json
import subprocess

from azure.cli.core.azclierror import ClientRequestError, ValidationError

NAMESPACE = "azure-arc"
SETTINGS = "azure-clusterconfig"

# By what the nodes of a service are known; the first that fits counts, as in the real extension.
DISTRIBUTIONS = (
    ("kubernetes.azure.com/node-image-version", "aks"),
    ("cloud.google.com/gke-nodepool", "gke"),
    ("cloud.google.com/gke-os-distribution", "gke"),
    ("eks.amazonaws.com/nodegroup", "eks"),
)
INFRASTRUCTURES = {"azure": "azure", "gce": "gcp", "aws": "aws"}


def new_public_key():
    """The public half of a new key of the agents, as they send it."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.PKCS1)).decode()


class Nodes:
    """What the nodes tell of the service that runs them."""

    def __init__(self, items):
        self.distribution = "generic"
        self.infrastructure = "generic"
        for node in items:
            labels = node["metadata"].get("labels", {})
            found = (name for label, name in DISTRIBUTIONS if label in labels)
            self.distribution = next(found, self.distribution)
            scheme = node.get("spec", {}).get("providerID", "").partition(":")[0]
            self.infrastructure = INFRASTRUCTURES.get(scheme, self.infrastructure)


class Cluster:
    """A cluster, by a kubeconfig and a context in it."""

    def __init__(self, kube_config, kube_context):
        self.options = []
        if kube_config:
            self.options += ["--kubeconfig", kube_config]
        if kube_context:
            self.options += ["--context", kube_context]

    def nodes(self):
        """Its nodes: the proof that it is reached and lets the caller in."""
        done = self.kubectl("get", "nodes", "--output", "json")
        if done.returncode == 0:
            return Nodes(json.loads(done.stdout)["items"])
        raise ValidationError(
            f"Unable to verify connectivity to the Kubernetes cluster.\nError: {done.stderr.strip()}"
        )

    def require_installation_rights(self):
        """The agents come with cluster role bindings: only who may make those can install them."""
        done = self.kubectl("auth", "can-i", "create", "clusterrolebindings.rbac.authorization.k8s.io")
        if done.stdout.strip() == "yes":
            return
        raise ValidationError(
            "Your credentials doesn't have permission to create clusterrolebindings on this kubernetes "
            "cluster. Please check your permissions."
        )

    def agent_settings(self):
        """What the agents in the cluster have been told; None where there are none."""
        done = self.kubectl(
            "get", "configmap", SETTINGS, "--namespace", NAMESPACE, "--output", "json", "--ignore-not-found"
        )
        if done.returncode != 0:
            raise ClientRequestError(f"Unable to read ConfigMap: {done.stderr.strip()}")
        return json.loads(done.stdout)["data"] if done.stdout.strip() else None

    def install_agents(self, settings):
        """Where the real command installs a Helm chart, this writes the settings that its agents would read."""
        known = self.agent_settings()
        if known == settings:
            return
        if not known:
            self.require("get", "namespace", NAMESPACE, "--ignore-not-found")
            if not self.kubectl("get", "namespace", NAMESPACE, "--ignore-not-found").stdout.strip():
                self.require("create", "namespace", NAMESPACE)
        else:
            self.require("delete", "configmap", SETTINGS, "--namespace", NAMESPACE)
        literals = [f"--from-literal={name}={value}" for name, value in settings.items()]
        self.require("create", "configmap", SETTINGS, "--namespace", NAMESPACE, *literals)

    def remove_agents(self):
        """Takes out what install_agents put in."""
        self.require("delete", "configmap", SETTINGS, "--namespace", NAMESPACE)
        self.require("delete", "namespace", NAMESPACE, "--wait=false")

    def require(self, *words):
        """A kubectl command that has to succeed."""
        done = self.kubectl(*words)
        if done.returncode != 0:
            raise ClientRequestError(f"Unable to install helm release: {done.stderr.strip()}")

    def kubectl(self, *words):
        """Runs the real kubectl."""
        try:
            return subprocess.run(
                ["kubectl", *words, *self.options], capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            raise ClientRequestError("kubectl is not on PATH.") from error
