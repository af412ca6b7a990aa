import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

/** How one endpoint was found, by the portal or from inside of a cluster. */
export interface Found {
  /** The name that was tried; null where there was none to try. */
  host: string | null;
  via?: "direct" | "proxy";
  addresses: readonly string[];
  resolved: boolean | null;
  connected: boolean | null;
  tls: boolean | null;
  milliseconds: number;
  problem: string | null;
}

export interface ResultRow {
  id: string;
  /** The name as it was published. */
  published: string;
  port: number;
  purpose: string;
  result?: Found;
}

/** What was tried at each endpoint and how far it went, with what is wrong in words. */
export function ResultTable({ rows, running = false }: { rows: ResultRow[]; running?: boolean }) {
  return (
    <Table label="Results">
      <thead>
        <tr>
          <Th className="w-[28%]">Endpoint</Th>
          <Th>Port</Th>
          <Th>Result</Th>
          <Th>Name</Th>
          <Th>Connection</Th>
          <Th>Certificate</Th>
          <Th className="w-[32%]">What is wrong</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, published, port, purpose, result }) => (
          <Tr key={id}>
            <Td className="wrap-any">
              <code>{result?.host ?? published}</code>
              <span className="block text-xs text-muted">{purpose}</span>
            </Td>
            <Td label="Port">{port}</Td>
            <Td label="Result" className="whitespace-nowrap">
              <Verdict result={result} running={running} />
            </Td>
            <Td label="Name">
              {result?.via === "proxy" ? "By the proxy" : word(result?.resolved)}
              {result?.addresses.map((address) => (
                <span key={address} className="block text-xs text-muted">
                  {address}
                </span>
              ))}
            </Td>
            <Td label="Connection">{word(result?.connected)}</Td>
            <Td label="Certificate">{word(result?.tls)}</Td>
            <Td label="What is wrong">{result?.problem ?? "–"}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The results so far, as a sentence. */
export function inWords(results: readonly Found[], total: number): string {
  const untried = results.filter(({ host }) => host === null).length;
  const reachable = results.filter(({ host, problem }) => host !== null && !problem).length;
  const blocked = results.length - reachable - untried;
  return `${results.length} of ${total} looked at: ${reachable} reachable, ${blocked} not reachable, ${untried} without a name to try.`;
}

function Verdict({ result, running }: { result: Found | undefined; running: boolean }) {
  if (!result) {
    return running ? (
      <Status tone="busy">Waiting…</Status>
    ) : (
      <Status tone="none">Not checked</Status>
    );
  }
  if (result.host === null) return <Status tone="none">Can't be tried</Status>;
  if (result.problem) return <Status tone="bad">Not reachable</Status>;
  return <Status tone="good">Reachable, {result.milliseconds} ms</Status>;
}

function word(went: boolean | null | undefined): string {
  if (went === null || went === undefined) return "–";
  return went ? "Yes" : "No";
}
