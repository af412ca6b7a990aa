import type { PolicyParameter } from "@/lib/cloud/policy";
import { EmptyState, Tag } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

/** What can be set when a policy is assigned. */
export function ParameterTable({ parameters }: { parameters: PolicyParameter[] }) {
  if (parameters.length === 0) {
    return (
      <EmptyState title="This policy has no parameters">It can be assigned as it is.</EmptyState>
    );
  }
  return (
    <Table label="Parameters">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Type</Th>
          <Th>Default value</Th>
          <Th className="w-1/2">Description</Th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <Tr key={parameter.name}>
            <Td>
              <span className="wrap-any">{parameter.displayName}</span>
              <span className="block text-xs text-muted wrap-any">{parameter.name}</span>
            </Td>
            <Td label="Type">{parameter.type}</Td>
            <Td label="Default value" className="wrap-any">
              {parameter.defaultValue === undefined ? (
                <Tag>Needs a value</Tag>
              ) : (
                <code>{JSON.stringify(parameter.defaultValue)}</code>
              )}
            </Td>
            <Td label="Description" className="wrap-any">
              {parameter.description}
              {parameter.allowedValues && (
                <span className="block text-xs text-muted">
                  Allowed: {parameter.allowedValues.map(String).join(", ")}
                </span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
