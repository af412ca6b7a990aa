import { type NextRequest, NextResponse } from "next/server";
import { ATTEMPT_COOKIE, ATTEMPT_SECONDS, COOKIE, ownPath } from "@/lib/access/cookies";
import { beginSignIn } from "@/lib/access/sign-in";

/** Sends the browser to the identity provider. */
export async function GET(request: NextRequest) {
  const returnTo = ownPath(request.nextUrl.searchParams.get("returnTo"));
  const { url, state } = await beginSignIn(returnTo);
  const answer = NextResponse.redirect(url, 303);
  answer.cookies.set(ATTEMPT_COOKIE, state, { ...COOKIE, maxAge: ATTEMPT_SECONDS });
  return answer;
}
