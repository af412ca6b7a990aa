import { browse } from "../sandbox/testing/scripted-sign-in.ts";

/** Signs a user of the sandbox in to a running portal, as their browser would; the answer is the Cookie header. */
export async function signIn(portalUrl: string, who: string): Promise<string> {
  const begun = await fetch(`${portalUrl}/api/auth/sign-in`, { redirect: "manual" });
  const callback = await browse(begun.headers.get("location") ?? "", who);
  const ended = await fetch(callback, {
    redirect: "manual",
    headers: { cookie: cookiesOf(begun) },
  });
  const cookies = cookiesOf(ended);
  if (!cookies) throw new Error(`The portal answered the sign-in of ${who} with ${ended.status}.`);
  return cookies;
}

/** A page of the portal, read to its end. Throws unless it is the page itself, and not the way to the sign-in. */
export async function read(url: string, cookie: string): Promise<string> {
  const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
  return text;
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}
