"use server";

import { z } from "zod";
import { action } from "../access/action.ts";
import { REPORT_MAX } from "./report.ts";
import { saveReport } from "./save-report.ts";

const SaveReport = z.strictObject({
  clusterId: z.string().max(600).toLowerCase(),
  text: z
    .string()
    .max(
      REPORT_MAX,
      `is longer than a report can be (${REPORT_MAX.toLocaleString("en")} characters)`,
    ),
});

/** Keeps a report from inside of a cluster. Whoever sees the cluster may. */
export const storeReport = action({
  name: "network.storeReport",
  input: SaveReport,
  run: saveReport,
});
