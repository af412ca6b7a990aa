/**
 * The article's Python script, rewritten: it adds a role to the ConfigMap aws-auth of EKS clusters. It needs nothing
 * beyond Python's own library, the AWS CLI and kubectl, and hands both their arguments as lists, never as a shell line.
 * Flags: those of Microsoft's GrantAccessToEksClusters.py, and --dry-run.
 */
export const GRANT_SCRIPT = String.raw`#!/usr/bin/env python3
"""Lets an AWS role into EKS clusters, by their ConfigMap aws-auth in kube-system.

Everything else in the ConfigMap stays as it is, byte for byte. A change by somebody else in between is refused by
Kubernetes, and the ConfigMap is read again. Run again, it changes nothing.
Needs Python 3.8 or later, the AWS CLI and kubectl, and to be cluster administrator in each cluster.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

USER = "mdc-containers-agentless-discovery"
GROUP = "system:masters"
TRIES = 5


class Failure(Exception):
    """What a person is told of one cluster."""


def call(words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Failure(said[-1] if said else "%s ended with %d" % (words[0], done.returncode))
    return done.stdout


def aws(options, *words):
    profile = ["--profile=" + options.profile] if options.profile else []
    return json.loads(call(["aws", *words, "--output=json", *profile]) or "null")


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def regions_of(options):
    if options.regions_file:
        return lines_of(options.regions_file)
    if options.all_regions:
        found = aws(options, "ec2", "describe-regions", "--query=Regions[].RegionName")
        return sorted(found)
    return options.regions or []


def chosen(options):
    """The clusters as (region, name): by ARN, or by name in the regions that are given."""
    named = lines_of(options.clusters_file) if options.clusters_file else options.clusters or []
    arns = [re.fullmatch(r"arn:aws[\w-]*:eks:([\w-]+):\d{12}:cluster/(.+)", one) for one in named]
    clusters = [(arn.group(1), arn.group(2)) for arn in arns if arn]
    names = {one for one, arn in zip(named, arns) if not arn}
    for region in regions_of(options) if names or options.all_clusters else []:
        listed = aws(options, "eks", "list-clusters", "--region=" + region)["clusters"]
        clusters += [(region, name) for name in listed if options.all_clusters or name in names]
        names -= set(listed)
    if names:
        raise Failure("No such cluster in the regions that are given: " + ", ".join(sorted(names)))
    return clusters


def entry(role, indent):
    rows = ["- rolearn: " + role, "  username: " + USER, "  groups:", "    - " + GROUP]
    return "".join(indent + row + "\n" for row in rows)


def with_role(roles, role):
    """mapRoles with the role at its end, or None where it is there already."""
    quoted = re.escape(role)
    if re.search(r"(?m)\brolearn\"?:\s*[\"']?" + quoted + r"[\"']?\s*(?:[,}#].*)?$", roles):
        return None
    if roles.strip() in ("", "[]"):
        return entry(role, "")
    first = re.search(r"(?m)^([ ]*)- ", roles)
    if not first or roles.lstrip().startswith("["):
        raise Failure("mapRoles is written in a way that this script does not change; use eksctl or an access entry.")
    return roles + ("" if roles.endswith("\n") else "\n") + entry(role, first.group(1))


def config_map(kubectl):
    try:
        return json.loads(call([*kubectl, "get", "configmap", "aws-auth", "--namespace=kube-system", "--output=json"]))
    except Failure as failure:
        if "NotFound" in str(failure) or "not found" in str(failure):
            return None
        raise


def grant(options, region, name, folder):
    kubeconfig = os.path.join(folder, "kubeconfig")
    if os.path.exists(kubeconfig):
        os.remove(kubeconfig)
    aws_words = ["aws", "eks", "update-kubeconfig", "--region=" + region, "--name=" + name, "--kubeconfig=" + kubeconfig]
    call(aws_words + (["--profile=" + options.profile] if options.profile else []))
    kubectl = ["kubectl", "--kubeconfig=" + kubeconfig]
    for attempt in range(TRIES):
        found = config_map(kubectl)
        verb = "replace" if found else "create"
        found = found or {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "aws-auth", "namespace": "kube-system"},
        }
        roles = with_role((found.get("data") or {}).get("mapRoles", ""), options.role_arn)
        if roles is None:
            return "has the role already"
        if options.dry_run:
            return "would get the role; nothing was changed"
        changed = {**found, "data": {**(found.get("data") or {}), "mapRoles": roles}}
        try:
            # The resourceVersion goes along: who has changed the ConfigMap meanwhile is not overwritten.
            call([*kubectl, verb, "--filename=-"], json.dumps(changed))
            return "got the role"
        except Failure as failure:
            if attempt + 1 == TRIES or not re.search("Conflict|AlreadyExists|modified", str(failure)):
                raise
    raise AssertionError("every attempt returns or raises")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--regions", nargs="+", metavar="REGION")
    where.add_argument("--all-regions", action="store_true")
    where.add_argument("--regions-file", metavar="FILE")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--clusters", nargs="+", metavar="CLUSTER", help="names, or ARNs")
    what.add_argument("--all-clusters", action="store_true")
    what.add_argument("--clusters-file", metavar="FILE", help="a name or an ARN on each line")
    parser.add_argument("--role-arn", required=True, metavar="ARN")
    parser.add_argument("--profile", help="a profile of the AWS CLI")
    parser.add_argument("--output-file", metavar="FILE", help="where the results go, as JSON")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    if not re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}", options.role_arn):
        parser.error("--role-arn is not the ARN of a role")
    return options


def main():
    options = arguments()
    results = []
    try:
        account = aws(options, "sts", "get-caller-identity")["Account"]
        clusters = chosen(options)
    except Failure as failure:
        print("Nothing was changed: %s" % failure, file=sys.stderr)
        return 1
    if account != options.role_arn.split(":")[4]:
        print("Nothing was changed: you are signed in to the account %s, and the role is of another." % account, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for region, name in clusters:
            result = {"region": region, "cluster": name}
            try:
                result["result"] = grant(options, region, name, folder)
            except Failure as failure:
                result["failure"] = str(failure)
            results.append(result)
            print("%s  %r  %s" % (region, name, result.get("result") or "FAILED: " + result["failure"]))
    if options.output_file:
        with open(options.output_file, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2)
    failed = sum("failure" in one for one in results)
    print("Done: %d clusters, %d failed." % (len(results), failed))
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
`;
