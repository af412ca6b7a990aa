import { expect, test } from "vitest";
import { z } from "zod";
import type { Installable, Language, Task } from "./catalog.ts";
import { generate } from "./generate.ts";
import { isAuditLogPath, isWorkspaceId } from "./model.ts";
import { parametersOf } from "./parameters.ts";
import { requestOf, SUBSCRIPTION, targetOf, textOf, textsOf, workspaceIn } from "./testing.ts";

const CLUSTER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
const ARC = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.Kubernetes/connectedClusters/aks-shop`;
const WORKSPACE = workspaceIn("rg-logs", "law-shop");

/** The files of an output for one cluster. */
function written(installable: Installable, task: Task, language: Language): string[] {
  return textsOf({ installable, task, language }, [targetOf(installable)]);
}

/** The calls of a file for REST clients, each with its body. */
function callsOf(file = ""): { method: string; url: string; body: unknown }[] {
  return file
    .split(/^### .*$/m)
    .slice(1)
    .map((text) => {
      const [, method = "", url = ""] =
        /^(GET|PUT|POST|DELETE) (\S+) HTTP\/1\.1$/m.exec(text) ?? [];
      const body = text.slice(text.indexOf("\n{"));
      return { method, url, body: text.includes("\n{") ? JSON.parse(body) : null };
    });
}

test("A14: the REST call that deploys the sensor is the article's PUT, for the cluster at hand", () => {
  const [, put] = callsOf(written("aksSensor", "deploy", "rest")[1]);
  expect(put).toEqual({
    method: "PUT",
    url: `https://management.azure.com${CLUSTER}?api-version=2024-09-01`,
    body: {
      location: "westeurope",
      properties: {
        securityProfile: {
          defender: {
            logAnalyticsWorkspaceResourceId: WORKSPACE,
            securityMonitoring: { enabled: true },
          },
        },
      },
    },
  });
});

test("A14: each parameter of the REST call is explained, and whether it is mandatory", () => {
  const parameters = parametersOf("aksSensor", "deploy", "rest");
  expect(parameters.map(({ name, mandatory }) => [name, mandatory])).toEqual([
    ["SubscriptionId", true],
    ["ResourceGroup", true],
    ["ClusterName", true],
    ["api-version", true],
    ["location", true],
    ["properties.securityProfile.defender.securityMonitoring.enabled", true],
    ["properties.securityProfile.defender.logAnalyticsWorkspaceResourceId", true],
  ]);
  expect(parameters[3]?.means).toContain("2022-06-01 or later");
});

test("A14: who takes the bare PUT is told that it replaces the whole cluster", () => {
  const answer = generate(
    requestOf({ installable: "aksSensor", task: "deploy", language: "rest" }, [
      targetOf("aksSensor"),
    ]),
  );
  expect(answer).toMatchObject({
    warnings: [expect.stringContaining("replaces the whole cluster")],
  });
  expect(written("aksSensor", "deploy", "rest")[1]).toContain("A PUT replaces the whole cluster");
});

test("A15: the Azure CLI names a workspace in a file, and leaves the default one to itself", () => {
  const output = { installable: "aksSensor", task: "deploy", language: "bash" } as const;
  const script = textOf(output, [
    targetOf("aksSensor", { name: "one" }),
    targetOf("aksSensor", { name: "two" }, true),
  ]);
  expect(script).toContain("az aks update --enable-defender ");
  expect(script).toContain('set -- --defender-config="$file"');
  expect(script).toContain(
    `each ${SUBSCRIPTION} rg-shop one '{"logAnalyticsWorkspaceResourceId":"${WORKSPACE}"}'\n`,
  );
  expect(script).toContain(`each ${SUBSCRIPTION} rg-shop two\n`);
});

const Deployment = z.object({
  $schema: z.string(),
  contentVersion: z.literal("1.0.0.0"),
  resources: z.array(
    z.object({
      type: z.literal("Microsoft.Resources/deployments"),
      apiVersion: z.string(),
      properties: z.object({
        mode: z.literal("Incremental"),
        expressionEvaluationOptions: z.object({ scope: z.literal("inner") }),
        parameters: z.record(z.string(), z.object({ value: z.string() })),
        template: z.object({
          parameters: z.record(z.string(), z.object({ type: z.enum(["string", "object"]) })),
          variables: z.record(z.string(), z.unknown()).optional(),
          resources: z.array(z.looseObject({ type: z.string(), apiVersion: z.string() })),
        }),
      }),
    }),
  ),
});

/** The template that is deployed to a cluster's resource group; it is given every parameter that it declares. */
function innerTemplate(installable: Installable, task: Task) {
  const [text = ""] = written(installable, task, "arm");
  const { properties } = Deployment.parse(JSON.parse(text)).resources[0] ?? {};
  const { parameters = {}, template } = properties ?? {};
  expect(Object.keys(parameters).sort()).toEqual(Object.keys(template?.parameters ?? {}).sort());
  return { parameters, template };
}

test("A16: the template sets securityProfile.defender on the cluster as it is, and keeps the rest", () => {
  const { parameters, template } = innerTemplate("aksSensor", "deploy");
  expect(parameters.cluster?.value).toBe(
    "[reference(variables('clusters')[copyIndex()].id, '2024-09-01', 'Full')]",
  );
  expect(template?.variables?.change).toEqual({
    securityProfile: {
      defender: {
        logAnalyticsWorkspaceResourceId: "[parameters('workspaceId')]",
        securityMonitoring: { enabled: true },
      },
    },
  });
  expect(template?.resources[0]).toMatchObject({
    type: "Microsoft.ContainerService/managedClusters",
    properties: "[union(variables('kept'), variables('change'))]",
  });
});

test("A19: the REST call that removes the sensor is the article's PUT with enabled: false", () => {
  const [, put] = callsOf(written("aksSensor", "remove", "rest")[1]);
  expect(put).toMatchObject({ method: "PUT" });
  expect(put?.body).toEqual({
    location: "westeurope",
    properties: { securityProfile: { defender: { securityMonitoring: { enabled: false } } } },
  });
});

test("A20: the Azure CLI removes the sensor and lists the pods that are left", () => {
  expect(written("aksSensor", "remove", "bash")[0]).toContain("az aks update --disable-defender ");
  const verify = written("aksSensor", "verify", "bash")[0];
  expect(verify).toContain("get pods --namespace=kube-system");
  expect(verify).toContain("microsoft-defender-*)");
});

test("A21: the template that removes the sensor sets enabled: false and names no workspace", () => {
  const { template } = innerTemplate("aksSensor", "remove");
  expect(template?.variables?.change).toEqual({
    securityProfile: { defender: { securityMonitoring: { enabled: false } } },
  });
});

test("R5: the Azure CLI installs the Defender extension with the article's settings", () => {
  const [script = ""] = written("arcDefenderExtension", "deploy", "bash");
  for (const word of [
    "az k8s-extension create ",
    "--cluster-type=connectedClusters",
    "--name=microsoft.azuredefender.kubernetes",
    "--extension-type=microsoft.azuredefender.kubernetes",
    '--configuration-settings logAnalyticsWorkspaceResourceID="$workspace" auditLogPath=/var/log/audit.log',
  ]) {
    expect(script).toContain(word);
  }
});

test("R6: the REST calls install the Defender extension and keep the workspace's key to themselves", () => {
  const [script = "", calls] = written("arcDefenderExtension", "deploy", "rest");
  const [workspace, keys, put] = callsOf(calls);
  expect(workspace?.url).toContain(`${WORKSPACE}?api-version=`);
  expect(keys).toMatchObject({ method: "POST", url: expect.stringContaining("/sharedKeys?") });
  expect(put).toEqual({
    method: "PUT",
    url: `https://management.azure.com${ARC}/providers/Microsoft.KubernetesConfiguration/extensions/microsoft.azuredefender.kubernetes?api-version=2023-05-01`,
    body: {
      identity: { type: "SystemAssigned" },
      properties: {
        extensionType: "microsoft.azuredefender.kubernetes",
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
        scope: { cluster: { releaseNamespace: "mdc" } },
        configurationSettings: {
          logAnalyticsWorkspaceResourceID: WORKSPACE,
          auditLogPath: "/var/log/audit.log",
        },
        configurationProtectedSettings: {
          "omsagent.secret.wsid": "{{workspace0.response.body.properties.customerId}}",
          "omsagent.secret.key": "{{keys0.response.body.primarySharedKey}}",
        },
      },
    },
  });
  expect(script).toContain("/sharedKeys?api-version=");
});

test("R6: the template installs the Defender extension in the scope of the cluster", () => {
  const { template } = innerTemplate("arcDefenderExtension", "deploy");
  expect(template?.resources[0]).toMatchObject({
    type: "Microsoft.KubernetesConfiguration/extensions",
    scope: "[concat('Microsoft.Kubernetes/connectedClusters/', parameters('name'))]",
    properties: { configurationSettings: { auditLogPath: "/var/log/audit.log" } },
  });
});

test("R7: the workspace and the audit log's path are explained, and only what can be one is taken", () => {
  const rows = parametersOf("arcDefenderExtension", "deploy", "bash");
  const settings = rows.filter(({ name }) => name.startsWith("--configuration-settings"));
  expect(settings.map(({ mandatory }) => mandatory)).toEqual([false, false]);
  expect(settings[1]?.means).toContain("/var/log/kube-apiserver/audit.log");
  expect([isWorkspaceId(WORKSPACE), isWorkspaceId(`${WORKSPACE}'`), isWorkspaceId(ARC)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(["/var/log/audit.log", "audit.log", "/var/log/$(x)"].map(isAuditLogPath)).toEqual([
    true,
    false,
    false,
  ]);
});

test("R11: the Azure Policy extension is installed by its type, without any workspace", () => {
  const [script = ""] = written("arcPolicyExtension", "deploy", "bash");
  expect(script).toContain("--name=azurepolicy --extension-type=microsoft.policyinsights");
  expect(written("arcPolicyExtension", "deploy", "arm")[0]).not.toContain("workspace");
});

test("R12: an extension is removed by the Azure CLI with --yes, and by a DELETE", () => {
  const [script = ""] = written("arcDefenderExtension", "remove", "bash");
  expect(script).toContain("az k8s-extension delete ");
  expect(script).toContain(" --yes ");
  const [remove] = callsOf(written("arcDefenderExtension", "remove", "rest")[1]);
  expect(remove).toMatchObject({
    method: "DELETE",
    url: expect.stringContaining("/extensions/microsoft.azuredefender.kubernetes?"),
  });
});

test("R12: a template removes no extension, and says so instead of deploying nothing", () => {
  for (const language of ["arm", "bicep"] as const) {
    const output = { installable: "arcDefenderExtension", task: "remove", language } as const;
    expect(generate(requestOf(output, [targetOf("arcDefenderExtension")]))).toEqual({
      cannot: expect.stringContaining("A template can't remove"),
    });
  }
});

test("a template reaches 800 resource groups, and more clusters are told so", () => {
  const targets = Array.from({ length: 801 }, () => targetOf("aksSensor"));
  const output = { installable: "aksSensor", task: "deploy", language: "bicep" } as const;
  expect(generate(requestOf(output, targets))).toEqual({
    cannot: expect.stringContaining("801 clusters are selected"),
  });
});

test("whoever removes something is told what may bring it back", () => {
  const output = { installable: "aksSensor", task: "remove", language: "bash" } as const;
  expect(generate(requestOf(output, [targetOf("aksSensor")]))).toMatchObject({
    warnings: [expect.stringContaining("brings it back")],
  });
});

test("who reports to a default workspace is told that only the Azure CLI creates it", () => {
  const told = (language: Language) =>
    generate(
      requestOf({ installable: "aksSensor", task: "deploy", language }, [
        targetOf("aksSensor", {}, true),
      ]),
    );
  const warning = expect.stringContaining("must be there before this is run");
  expect(told("terraform")).toMatchObject({ warnings: [warning] });
  expect(told("bash")).toMatchObject({ warnings: [] });
});
