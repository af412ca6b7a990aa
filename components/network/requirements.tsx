import { Download } from "lucide-react";
import { CLUSTER_TYPES, PARTS, SOURCES, TODAY, type Today } from "@/lib/network/catalog";
import type { NetworkFilter } from "@/lib/network/filter";
import { type Endpoint, endpointsOf, neededBy } from "@/lib/network/model";
import { withParams } from "../live/query-string";
import { BUTTON, cx } from "../ui/classes";
import { CodeBlock } from "../ui/code";
import { Disclosure } from "../ui/disclosure";
import { CommandBar, Section } from "../ui/page";
import { Status, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { FurtherReading, Notes } from "./notes";

const TONE: Record<Today, Tone> = { needed: "good", older: "info", notApplicable: "none" };

/** The published lists as one table, to read, to copy and to download. */
export function Requirements({
  filter,
  params,
}: {
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  const endpoints = endpointsOf(filter.cloud, filter.type);
  const list = endpoints.map(({ host, port }) => `${host}:${port}`);
  return (
    <>
      <CommandBar>
        <a
          href={`/api/network/csv${withParams(params, { view: null })}`}
          download
          className={cx(BUTTON.base, BUTTON.subtle)}
        >
          <Download aria-hidden className="size-4" />
          Download CSV
        </a>
      </CommandBar>
      <Notes cloud={filter.cloud} type={filter.type} />
      <Section title="Endpoints to open, outbound">
        <EndpointTable endpoints={endpoints} />
        <details className="mt-3 max-w-3xl">
          <Disclosure>As a list, for a firewall</Disclosure>
          <CodeBlock label="Endpoint and port, one a line" code={[...new Set(list)].join("\n")} />
        </details>
      </Section>
      <FurtherReading />
    </>
  );
}

function EndpointTable({ endpoints }: { endpoints: Endpoint[] }) {
  return (
    <Table label="Endpoints">
      <thead>
        <tr>
          <Th className="w-[24%]">Endpoint</Th>
          <Th>Port</Th>
          <Th className="w-[20%]">Purpose</Th>
          <Th>Needed by</Th>
          <Th>The article</Th>
          <Th className="w-[15%]">Today</Th>
          <Th>Source</Th>
        </tr>
      </thead>
      <tbody>
        {endpoints.map(({ id, host, port, row, today, source }) => (
          <Tr key={id}>
            <Td className="wrap-any">
              <code>{host}</code>
            </Td>
            <Td label="Port">{port}</Td>
            <Td label="Purpose">
              {row.purpose}
              <span className="block text-xs text-muted">{PARTS[row.part].title}</span>
            </Td>
            <Td label="Needed by">
              {neededBy(row)
                .map((type) => CLUSTER_TYPES[type])
                .join(", ")}
            </Td>
            <Td label="The article">{row.article ? "Lists it" : "Does not list it"}</Td>
            <Td label="Today">
              <Status tone={TONE[today]}>{TODAY[today]}</Status>
            </Td>
            <Td label="Source">
              <a href={SOURCES[source].url} target="_blank" rel="noreferrer">
                {SOURCES[source].title}
              </a>
              <span className="block text-xs text-muted">as of {SOURCES[source].date}</span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
