import { TENANT_NAME, type User } from "../identities.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1a19; --dim: #57534e; --paper: #fff; --ground: #eef1f5; --line: #d6d3d1; --accent: #0f5ea8; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f2f1; --dim: #b5b1ad; --paper: #24262b; --ground: #16181c; --line: #45484f; --accent: #7db8f0; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.45 system-ui, "Segoe UI", sans-serif; }
main { width: min(28rem, 100%); background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; color: var(--dim); }
ul { list-style: none; margin: 0 -.75rem; padding: 0; }
button { font: inherit; color: inherit; cursor: pointer; border-radius: .375rem; }
.account { display: flex; gap: .875rem; align-items: center; width: 100%; text-align: left; background: none; border: 0; padding: .625rem .75rem; }
.account:hover { background: color-mix(in srgb, var(--accent) 12%, transparent); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.account .face { flex: none; width: 2.25rem; height: 2.25rem; border-radius: 50%; display: grid; place-items: center; background: color-mix(in srgb, var(--accent) 22%, var(--paper)); font-weight: 600; font-size: .85rem; }
.account span { display: block; } .name { font-weight: 600; } .what { color: var(--dim); font-size: .875rem; overflow-wrap: anywhere; }
.plain { background: var(--accent); color: var(--paper); border: 0; padding: .5rem 1rem; }
code { overflow-wrap: anywhere; }`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${TENANT_NAME}</title>
<style>${STYLE}</style>
</head>
<body><main>${content}</main></body>
</html>`;
}

/** The page on which a person says who they are. It works without scripts: each account is a button of a form. */
export function accountPicker(
  users: readonly User[],
  application: string,
  hinted: User | undefined,
): string {
  const first = hinted ?? users[0];
  const rows = [...(hinted ? [hinted] : []), ...users.filter((user) => user !== hinted)];
  return page(
    "Pick an account",
    `<h1>Pick an account</h1>
<p>to continue to ${escaped(application)}. These are the sandbox's people; they have no passwords.</p>
<form method="post"><ul>
${rows.map((user) => `<li>${accountButton(user, user === first)}</li>`).join("\n")}
</ul></form>`,
  );
}

function accountButton({ username, displayName, roleText }: User, focused: boolean): string {
  const initials = displayName
    .split(" ")
    .map((word) => word[0] ?? "")
    .join("");
  return `<button class="account" name="account" value="${escaped(username)}"${focused ? " autofocus" : ""}>
<span class="face" aria-hidden="true">${escaped(initials)}</span>
<span><span class="name">${escaped(displayName)}</span><span class="what">${escaped(username)}</span><span class="what">${escaped(roleText)}</span></span>
</button>`;
}

/** The page that ends a session; `form` is the provider's own, hidden one. */
export function signOutPage(form: string): string {
  return page(
    "Sign out",
    `<h1>Sign out</h1><p>This ends your session with ${TENANT_NAME}.</p>${form}
<button class="plain" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<script>document.querySelector("button").click()</script>`,
  );
}

export function signedOutPage(): string {
  return page("Signed out", "<h1>You are signed out</h1><p>You can close this window.</p>");
}

/** What a person sees when a sign-in can't go on. */
export function errorPage(message: string): string {
  return page(
    "Sign-in failed",
    `<h1>Sorry, but we could not sign you in</h1><p><code>${escaped(message)}</code></p>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
