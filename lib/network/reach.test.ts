import { BlockList } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf } from "./addresses.ts";
import { proxyFor } from "./proxy.ts";
import { type Reached, reach, type Way } from "./reach.ts";
import {
  closedPort,
  connectProxy,
  dnsServer,
  silentServer,
  type TestAuthority,
  type TestServer,
  testAuthority,
  tlsServer,
} from "./testing.ts";

const HOST = "data.policy.core.windows.net";

let authority: TestAuthority;
let server: TestServer;

beforeAll(async () => {
  authority = await testAuthority();
  server = await tlsServer(await authority.issue(HOST));
});
afterAll(() => server[Symbol.asyncDispose]());

/** As an operator would have to allow it, for loopback is never connected to otherwise. */
function loopback(): BlockList {
  const list = new BlockList();
  list.addAddress("127.0.0.1");
  return list;
}

function way(rest: Partial<Way> = {}): Way {
  return {
    proxy: null,
    resolver: null,
    allowed: loopback(),
    ca: authority.pem,
    timeoutMs: 2_000,
    ...rest,
  };
}

function reachAt(port: number, rest: Partial<Way> = {}, privateLink = false): Promise<Reached> {
  return reach({ host: HOST, port, privateLink }, way(rest));
}

test("S3: an endpoint that resolves, connects and shows its certificate is reachable", async () => {
  await using dns = await dnsServer((_name, family) => (family === 4 ? ["127.0.0.1"] : []));
  const reached = await reachAt(server.port, { resolver: dns.address });
  expect(reached).toMatchObject({
    via: "direct",
    addresses: ["127.0.0.1"],
    resolved: true,
    connected: true,
    tls: true,
    problem: null,
  });
});

test("S3: a name that DNS does not know is said to be unresolved, and nothing else is tried", async () => {
  await using dns = await dnsServer(() => null);
  const reached = await reachAt(server.port, { resolver: dns.address });
  expect(reached).toMatchObject({ resolved: false, connected: null, tls: null });
  expect(reached.problem).toContain("no such name in your DNS");
});

test("S3: a DNS server that does not answer is said to be silent", async () => {
  await using dns = await dnsServer(() => "silence");
  const reached = await reachAt(server.port, { resolver: dns.address, timeoutMs: 300 });
  expect(reached).toMatchObject({ resolved: false, connected: null });
  expect(reached.problem).toContain("did not answer in time");
});

test("S3: a certificate for other names is said to be one, though everything else went well", async () => {
  await using other = await tlsServer(await authority.issue("proxy.corp.example"));
  await using dns = await dnsServer((_name, family) => (family === 4 ? ["127.0.0.1"] : []));
  const reached = await reachAt(other.port, { resolver: dns.address });
  expect(reached).toMatchObject({ resolved: true, connected: true, tls: false });
  expect(reached.problem).toContain("for other names");
});

test("S3: a certificate of an authority that nobody trusts is said to be one", async () => {
  await using dns = await dnsServer((_name, family) => (family === 4 ? ["127.0.0.1"] : []));
  const reached = await reachAt(server.port, { resolver: dns.address, ca: undefined });
  expect(reached).toMatchObject({ connected: true, tls: false });
  expect(reached.problem).toContain("not trusted");
});

test("S3: a refused connection and one that is never answered are told apart", async () => {
  await using dns = await dnsServer((_name, family) => (family === 4 ? ["127.0.0.1"] : []));
  const refused = await reachAt(await closedPort(), { resolver: dns.address });
  expect(refused).toMatchObject({ resolved: true, connected: false, tls: null });
  expect(refused.problem).toContain("refused");
  await using silent = await silentServer();
  const mute = await reachAt(silent.port, { resolver: dns.address, timeoutMs: 300 });
  expect(mute).toMatchObject({ connected: true, tls: false });
  expect(mute.problem).toContain("nothing answers TLS");
});

test("a name that leads to loopback, a metadata service or a private network is not connected to", async () => {
  const astray = { 4: ["127.0.0.1", "169.254.169.254", "10.0.0.5"], 6: ["0:0:0:0:0:ffff:7f00:1"] };
  await using dns = await dnsServer((_name, family) => astray[family]);
  const before = server.connections();
  const reached = await reachAt(server.port, { resolver: dns.address, allowed: new BlockList() });
  expect(reached).toMatchObject({ resolved: true, connected: null, tls: null });
  expect(reached.addresses).toHaveLength(4);
  for (const what of ["the portal's own machine", "metadata services", "a private address"]) {
    expect(reached.problem).toContain(what);
  }
  expect(server.connections()).toBe(before);
});

test("a DNS server that changes its answer can't lead the connection elsewhere: it is asked once", async () => {
  await using dns = await dnsServer((_name, family, nth) => {
    if (family === 6) return [];
    return nth === 1 ? ["127.0.0.1"] : ["169.254.169.254"];
  });
  const reached = await reachAt(server.port, { resolver: dns.address });
  expect(reached).toMatchObject({ addresses: ["127.0.0.1"], tls: true });
  expect(dns.questions.filter((question) => question.startsWith("A "))).toEqual([`A ${HOST}`]);
});

test("S5: a private address is connected to for the names that Private Link serves, and for no others", () => {
  const allowed = new BlockList();
  for (const address of ["10.1.2.3", "172.20.0.4", "192.168.9.9", "fd12:3456::1", "100.64.0.9"]) {
    expect(refusalOf(address, { privateLink: true, allowed })).toBeNull();
    expect(refusalOf(address, { privateLink: false, allowed })).toContain("private");
  }
});

test("loopback, link-local, metadata and mapped addresses are refused also where private ones are not", () => {
  const allowed = new BlockList();
  for (const address of [
    ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "168.63.129.16", "224.0.0.1"],
    ...["255.255.255.255", "100.100.100.200", "::", "::1", "fe80::1", "fe80::1%eth0", "ff02::1"],
    ...["::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254"],
    ...["::127.0.0.1", "2002:7f00:1::", "0:0:0:0:0:ffff:7f00:1"],
  ]) {
    expect([address, refusalOf(address, { privateLink: true, allowed })]).not.toEqual([
      address,
      null,
    ]);
  }
  expect(refusalOf("20.50.2.1", { privateLink: false, allowed })).toBeNull();
  expect(refusalOf("2603:1030:800::1", { privateLink: false, allowed })).toBeNull();
});

test("S3: with a proxy the tunnel is asked for by name, and TLS is checked through it", async () => {
  await using proxy = await connectProxy(server.port);
  const reached = await reachAt(443, { proxy: `http://127.0.0.1:${proxy.port}` });
  expect(reached).toMatchObject({
    via: "proxy",
    addresses: [],
    resolved: null,
    connected: true,
    tls: true,
    problem: null,
  });
  expect(proxy.asked).toEqual([`${HOST}:443`]);
});

test("S3: a proxy that wants a sign-in gets the one of its address, and says what is missing without", async () => {
  const expected = `Basic ${Buffer.from("us er:p@ss").toString("base64")}`;
  await using proxy = await connectProxy(server.port, (request) =>
    request.headers["proxy-authorization"] === expected ? 200 : 407,
  );
  const address = `127.0.0.1:${proxy.port}`;
  expect((await reachAt(443, { proxy: `http://us%20er:p%40ss@${address}` })).tls).toBe(true);
  const refused = await reachAt(443, { proxy: `http://${address}` });
  expect(refused).toMatchObject({ connected: false, tls: null });
  expect(refused.problem).toContain("407");
});

test("S3: a proxy that is not there is named as the reason", async () => {
  const reached = await reachAt(443, { proxy: `http://127.0.0.1:${await closedPort()}` });
  expect(reached).toMatchObject({ via: "proxy", connected: false });
  expect(reached.problem).toContain("HTTPS_PROXY could not be reached");
});

test.each([
  ["", false],
  ["*", true],
  [".core.windows.net", true],
  ["core.windows.net", true],
  ["*.windows.net,localhost", true],
  ["windows.net:443", true],
  ["windows.net:8084", false],
  ["ows.net", false],
  ["10.0.0.0/8 LOCALHOST Policy.Core.Windows.Net", true],
])("NO_PROXY=%s goes past the proxy: %s", (noProxy, past) => {
  expect(proxyFor(HOST, 443, { proxy: "http://proxy:3128", noProxy }) === null).toBe(past);
});
