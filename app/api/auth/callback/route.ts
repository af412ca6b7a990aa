import { type NextRequest, NextResponse } from "next/server";
import { ATTEMPT_COOKIE, COOKIE, ownPath } from "@/lib/access/cookies";
import { ABSOLUTE_LIMIT_MS, SESSION_COOKIE } from "@/lib/access/session";
import { endSignIn } from "@/lib/access/sign-in";
import { config } from "@/lib/config";
import { log } from "@/lib/log";

/** Where the identity provider sends the browser back to. */
export async function GET(request: NextRequest) {
  const { searchParams } = request.nextUrl;
  const said = searchParams.get("error_description") ?? searchParams.get("error");
  if (said) return refused(said);
  const code = searchParams.get("code");
  const state = searchParams.get("state");
  if (!code || !state || request.cookies.get(ATTEMPT_COOKIE)?.value !== state) {
    return refused("This sign-in was begun in another browser window or has expired. Try again.");
  }
  try {
    const session = await endSignIn(code, state, request.headers.get("user-agent") ?? "");
    if (!session) return refused("This sign-in has expired. Try again.");
    const answer = NextResponse.redirect(`${config().publicUrl}${ownPath(session.returnTo)}`, 303);
    answer.cookies.set(SESSION_COOKIE, session.cookie, {
      ...COOKIE,
      maxAge: ABSOLUTE_LIMIT_MS / 1000,
    });
    answer.cookies.delete({ name: ATTEMPT_COOKIE, ...COOKIE });
    return answer;
  } catch (error) {
    log.error({ err: error }, "a sign-in failed");
    return refused((error as Error).message);
  }
}

function refused(reason: string) {
  const query = new URLSearchParams({ error: reason.slice(0, 500) });
  return NextResponse.redirect(`${config().publicUrl}/sign-in?${query}`, 303);
}
