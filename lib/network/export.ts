import { csvLine } from "../db/csv.ts";
import {
  CLOUDS,
  CLUSTER_TYPES,
  type CloudId,
  type ClusterType,
  PARTS,
  SOURCES,
  TODAY,
} from "./catalog.ts";
import { endpointsOf, neededBy } from "./model.ts";

export { JOB_NAME, jobManifest } from "./job.ts";

const HEAD = [
  "Cloud",
  "Endpoint",
  "Port",
  "Direction",
  "Part",
  "Purpose",
  "Needed by",
  "In the article",
  "Today",
  "Source",
  "Source date",
];

/** The endpoints that a type of cluster needs in a cloud, as CSV. */
export function endpointsAsCsv(cloud: CloudId, type: ClusterType): string {
  const lines = endpointsOf(cloud, type).map(({ host, port, row, today, source }) =>
    csvLine([
      CLOUDS[cloud],
      host,
      port,
      "outbound",
      PARTS[row.part].title,
      row.purpose,
      neededBy(row)
        .map((one) => CLUSTER_TYPES[one])
        .join(" "),
      row.article ? "yes" : "no",
      TODAY[today],
      SOURCES[source].url,
      SOURCES[source].date,
    ]),
  );
  return [csvLine(HEAD), ...lines].join("");
}
