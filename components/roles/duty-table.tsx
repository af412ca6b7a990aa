import { COLUMNS, type Column, DUTIES, type DutySpec, SOURCES } from "@/lib/roles/catalog";
import { Section } from "../ui/page";
import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Source } from "./notes";

const NAMES = Object.keys(COLUMNS) as Column[];

/** Microsoft's table of what each built-in role allows, with what is often taken for granted and is not so. */
export function DutyTable() {
  return (
    <Section title="What each built-in role allows" id="duties">
      <p className="mt-0 max-w-4xl text-muted">
        Two things surprise people: a Security Admin may turn a plan on and may not press Fix; a
        Contributor may press Fix and may not assign policies. A role counts at its scope and
        everywhere below it. Readers are Reader and Security Reader; a group Contributor is
        Contributor or Owner of the resource group alone; the others hold their role on the
        subscription.
      </p>
      <Table label="What each built-in role allows">
        <thead>
          <tr>
            <Th className="w-[28%]">Action</Th>
            {NAMES.map((name) => (
              <Th key={name}>{COLUMNS[name]}</Th>
            ))}
            <Th className="w-[12%]">Source</Th>
          </tr>
        </thead>
        <tbody>
          {DUTIES.map((duty) => (
            <Tr key={duty.says}>
              <Td>
                {duty.says}
                {duty.note && <span className="block text-xs text-muted">{duty.note}</span>}
              </Td>
              {NAMES.map((name) => (
                <Td key={name} label={COLUMNS[name]}>
                  <Allowed cell={duty.cells[name]} />
                </Td>
              ))}
              <Td label="Source" className="text-xs">
                <Source {...SOURCES[duty.source]} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function Allowed({ cell }: { cell: DutySpec["cells"][Column] }) {
  if (cell === "yes") return <Status tone="good">Yes</Status>;
  if (cell === "no") return <Status tone="none">No</Status>;
  return (
    <>
      <Status tone="warn">Partly</Status>
      <span className="block max-w-52 text-xs text-muted">{cell.partly}</span>
    </>
  );
}
