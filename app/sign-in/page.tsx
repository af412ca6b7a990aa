import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Logo } from "@/components/shell/logo";
import { BUTTON, cx } from "@/components/ui/classes";
import { MessageBar } from "@/components/ui/status";
import { ownPath } from "@/lib/access/cookies";
import { currentPerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { error, returnTo, signedOut } = await searchParams;
  if (!signedOut && (await currentPerson())) redirect("/environments");
  const back = ownPath(typeof returnTo === "string" ? returnTo : null);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-md rounded-lg border border-line bg-surface p-8 shadow-card">
        <div className="mb-4 flex items-center gap-3 text-brand">
          <Logo />
          <h1 className="m-0 text-xl font-semibold text-ink">Breakwater</h1>
        </div>
        {typeof error === "string" && (
          <MessageBar kind="error" title="You are not signed in">
            {error}
          </MessageBar>
        )}
        {signedOut && <MessageBar kind="success">You have signed out.</MessageBar>}
        <p className="text-muted">
          Protect every Kubernetes cluster of your company with Microsoft Defender for Containers.
          What you may see and change here is what your Azure roles allow.
        </p>
        {/* A link and no form: the policy lets forms lead to this site alone, and this leads to the identity provider. */}
        <a
          href={`/api/auth/sign-in?${new URLSearchParams({ returnTo: back })}`}
          className={cx(BUTTON.base, BUTTON.primary, "w-full")}
        >
          Sign in
        </a>
      </div>
    </main>
  );
}
