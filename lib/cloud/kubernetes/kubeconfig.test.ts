import { expect, test } from "vitest";
import { stringify } from "yaml";
import { openKubeconfig } from "./kubeconfig.ts";

const inBase64 = (text: string) => Buffer.from(text).toString("base64");

/** A kubeconfig as AKS gives it, with some of it changed. */
function kubeconfig({
  server = "https://pay-4f2c.hcp.westeurope.azmk8s.io:443",
  cluster = {},
  user = { token: "secret" },
}: {
  server?: string;
  cluster?: object;
  user?: object;
}): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "pay",
        cluster: { server, "certificate-authority-data": inBase64("CA"), ...cluster },
      },
      { name: "other", cluster: { server: "https://other.example" } },
    ],
    contexts: [
      { name: "other", context: { cluster: "other", user: "nobody" } },
      { name: "pay", context: { cluster: "pay", user: "clusterUser" } },
    ],
    "current-context": "pay",
    users: [{ name: "clusterUser", user }],
  });
}

test("the current context of a kubeconfig opens the cluster, by a token or a client certificate", () => {
  expect(openKubeconfig(kubeconfig({}))).toMatchObject({
    access: { ca: "CA", token: "secret", server: { host: "pay-4f2c.hcp.westeurope.azmk8s.io" } },
  });
  const user = {
    "client-certificate-data": inBase64("CERT"),
    "client-key-data": inBase64("KEY"),
  };
  expect(openKubeconfig(kubeconfig({ user }))).toMatchObject({
    access: { certificate: { cert: "CERT", key: "KEY" } },
  });
});

test.each([
  ["an exec plug-in", { exec: { command: "kubelogin", args: ["get-token"] } }, /kubelogin/],
  ["the old Azure plug-in", { "auth-provider": { name: "azure", config: {} } }, /kubelogin/],
  ["no secret at all", {}, /no token/],
])("a user with %s is left to the person; nothing is run", (_what, user, says) => {
  const opened = openKubeconfig(kubeconfig({ user }));
  expect(opened).not.toHaveProperty("access");
  expect(opened).toHaveProperty("byHand", expect.stringMatching(says));
  expect(opened).toHaveProperty("byHand", expect.stringMatching(/by hand/));
});

test.each([
  ["plain HTTP", { server: "http://pay.example" }],
  ["a file", { server: "file:///etc/passwd" }],
  ["a name and password in the address", { server: "https://me:you@pay.example" }],
  ["a machine's own metadata", { server: "https://169.254.169.254/" }],
  ["the same in another spelling", { server: "https://0xa9fea9fe/" }],
  ["the same in IPv6", { server: "https://[::ffff:169.254.169.254]/" }],
  ["no authority", { cluster: { "certificate-authority-data": undefined } }],
])("a kubeconfig with %s is refused", (_what, change) => {
  expect(() => openKubeconfig(kubeconfig(change))).toThrow(
    expect.objectContaining({ code: "UnusableKubeconfig" }),
  );
});

test("what can't be read is refused without a word of its secret", () => {
  for (const text of ["", "token: secret\n\t- x: [", "kind: Config"]) {
    expect(() => openKubeconfig(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }),
    );
  }
});
