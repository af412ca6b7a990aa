/** Attributes that every cookie of ours carries; with `__Host-` the browser insists on them. */
export const COOKIE = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const;

/** Binds a sign-in under way to the browser that began it. */
export const ATTEMPT_COOKIE = "__Host-breakwater-sign-in";
export const ATTEMPT_SECONDS = 600;

/** In which header the proxy tells pages and the frame around them what was asked for; Next keeps it from the frame. */
export const ASKED_FOR = "x-asked-for";

/** A path of ours to go back to, never another site. */
export function ownPath(path: string | null | undefined): string {
  if (!path?.startsWith("/") || path.startsWith("//") || path.includes("\\")) return "/";
  return path;
}
