import { type NextRequest, NextResponse } from "next/server";
import { COOKIE } from "@/lib/access/cookies";
import { SESSION_COOKIE } from "@/lib/access/session";
import { signOut } from "@/lib/access/sign-out";
import { config } from "@/lib/config";

/** Ends this session, or with `everywhere` every session of the person. A POST from our own pages only. */
export async function POST(request: NextRequest) {
  const { publicUrl } = config();
  if (request.headers.get("origin") !== new URL(publicUrl).origin) {
    return new NextResponse("A sign-out comes from the portal's own pages.", { status: 403 });
  }
  const everywhere = (await request.formData()).get("everywhere") === "1";
  const cookie = request.cookies.get(SESSION_COOKIE)?.value;
  if (cookie) await signOut(cookie, everywhere);
  const answer = NextResponse.redirect(`${publicUrl}/sign-in?signedOut=1`, 303);
  answer.cookies.delete({ name: SESSION_COOKIE, ...COOKIE });
  return answer;
}
