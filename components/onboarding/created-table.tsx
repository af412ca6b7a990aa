import type { Created } from "@/lib/onboarding/model";
import { Table, Td, Th, Tr } from "../ui/table";

/** What applying the template or the script makes, in plain words. */
export function CreatedTable({ creates }: { creates: readonly Created[] }) {
  return (
    <Table label="What it creates">
      <thead>
        <tr>
          <Th>Kind</Th>
          <Th>Name</Th>
          <Th>What for</Th>
        </tr>
      </thead>
      <tbody>
        {creates.map(({ kind, name, why }) => (
          <Tr key={`${kind} ${name}`}>
            <Td className="whitespace-nowrap">{kind}</Td>
            <Td label="Name" className="sm:min-w-96">
              <code className="wrap-any">{name}</code>
            </Td>
            <Td label="What for">{why}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
