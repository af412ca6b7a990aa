import { type NextRequest, NextResponse } from "next/server";
import { ASKED_FOR } from "@/lib/access/cookies";
import { config as settings } from "@/lib/config";

/** Everything but static files, which carry no scripts of ours to protect. */
export const config = {
  matcher: ["/((?!_next/static|_next/image|icon.svg|favicon.ico).*)"],
};

const HEADERS: [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "same-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
  ["reporting-endpoints", 'csp="/api/csp-report"'],
];
const YEAR_SECONDS = 31_536_000;

/** Sets the content security policy with a fresh nonce, and the other headers that every page carries. */
export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  const { publicUrl, azure } = settings();
  const policy = policyOf(nonce, new URL(azure.authority).origin);
  const headers = new Headers(request.headers);
  // Next reads the nonce from here and puts it on the scripts that it writes.
  headers.set("content-security-policy", policy);
  headers.set(ASKED_FOR, askedFor(request));
  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  for (const [name, value] of HEADERS) answer.headers.set(name, value);
  // Told by the address that the operator published, not by a header that anybody can send.
  if (publicUrl.startsWith("https:")) {
    answer.headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}; includeSubDomains`);
  }
  return answer;
}

/** The path with its query, for requirePerson to lead back to; without what Next adds to fetch a part of a page. */
function askedFor({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.searchParams);
  query.delete("_rsc");
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname;
}

/**
 * No script runs without the nonce, and no style attribute is used at all. `form-action` names the identity
 * provider because Chrome holds a form's redirects to it too, and the sign-in form is answered with one.
 */
function policyOf(nonce: string, identityProvider: string): string {
  const rules = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src": `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": `'self' ${identityProvider}`,
    "frame-ancestors": "'none'",
    "report-uri": "/api/csp-report",
    "report-to": "csp",
  };
  return Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
