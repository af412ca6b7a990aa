import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/status";

export default function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState title="There is nothing here">
        <p>It does not exist, or your roles do not let you see it.</p>
        <LinkButton href="/environments">Open Environment settings</LinkButton>
      </EmptyState>
    </>
  );
}
