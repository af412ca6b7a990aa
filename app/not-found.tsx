import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/status";

/** An address that no page has. Next's own page for it carries inline styles, which our policy stops. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="text-xl font-semibold">Breakwater</h1>
      <EmptyState title="There is nothing here">
        <p>No page has this address.</p>
        <LinkButton href="/environments">Open Environment settings</LinkButton>
      </EmptyState>
    </main>
  );
}
