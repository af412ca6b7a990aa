import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { certificatesIn } from "../../../sandbox/certificate.ts";
import { readApi } from "./api.ts";
import type { ApiAccess } from "./kubeconfig.ts";

const Version = z.object({ gitVersion: z.string() });

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "kubernetes-")));
const seen: { url: string | undefined; authorization: string | undefined }[] = [];
let answer: RequestListener;
let access: ApiAccess;
let foreignAuthority: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const [own, foreign] = await Promise.all(folders.map((folder) => certificatesIn(folder)));
  if (!own || !foreign) throw new Error("No certificates were made.");
  foreignAuthority = readFileSync(foreign.caFile, "utf8");
  const server = createServer({ cert: own.certificate, key: own.key }, (request, response) => {
    seen.push({ url: request.url, authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  access = {
    server: new URL(`https://localhost:${port}/clusters/pay`),
    ca: readFileSync(own.caFile, "utf8"),
    token: "secret",
  };
  close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
});
afterAll(async () => {
  await close?.();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  seen.length = 0;
});

const says = (status: number, body: string, headers: Record<string, string> = {}) => {
  answer = (_request, response) => response.writeHead(status, headers).end(body);
};
const read = (with_: Partial<ApiAccess> = {}) =>
  readApi({ ...access, ...with_ }, "/version", { limit: "1" }, Version);

test("an answer is read below the address of the kubeconfig, with its token", async () => {
  says(200, '{"gitVersion":"v1.30.6"}');
  expect(await read()).toEqual({ gitVersion: "v1.30.6" });
  expect(seen).toEqual([{ url: "/clusters/pay/version?limit=1", authorization: "Bearer secret" }]);
});

test("a server that another authority vouches for is sent nothing", async () => {
  says(200, '{"gitVersion":"v1.30.6"}');
  await expect(read({ ca: foreignAuthority })).rejects.toMatchObject({ kind: "unreachable" });
  expect(seen).toEqual([]);
});

test("a redirect is no answer: the token goes nowhere else", async () => {
  says(302, "", { location: "https://localhost/elsewhere" });
  await expect(read()).rejects.toMatchObject({ kind: "rejected", code: "Http302" });
  expect(seen).toHaveLength(1);
});

test("an answer without an end is cut", async () => {
  answer = (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write(" ".repeat(1024 * 1024)));
      response.once("drain", more);
    };
    more();
  };
  await expect(read()).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringContaining("too long"),
  });
});

test.each([
  [401, '{"kind":"Status","message":"Unauthorized","reason":"Unauthorized"}', "forbidden"],
  [403, '{"kind":"Status","message":"pods is forbidden","reason":"Forbidden"}', "forbidden"],
  [404, "not even JSON", "missing"],
  [503, "", "unreachable"],
])("Kubernetes's own words are kept: %s", async (status, body, kind) => {
  says(status, body);
  await expect(read()).rejects.toMatchObject({ kind, status });
});

test("something else than what was asked for is said to be so", async () => {
  for (const body of ["<html>", '{"gitVersion":1}', ""]) {
    says(200, body);
    await expect(read()).rejects.toMatchObject({ code: "UnexpectedAnswer" });
  }
});
