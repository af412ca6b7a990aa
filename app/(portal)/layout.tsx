import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { requirePerson } from "@/lib/access/current";
import { roleNames } from "@/lib/access/queries";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  return (
    <Shell person={person} roles={await roleNames(person)}>
      {children}
    </Shell>
  );
}
