import type { ConnectedCloud } from "../../azure/security/connectors/offerings.ts";
import { AWS_CLOUD } from "./aws.ts";
import type { ForeignCloud } from "./foreign-cloud.ts";
import { GOOGLE_CLOUD } from "./google.ts";

/** The clouds that Defender visits, by what connectors call them. */
export const CLOUDS: Readonly<Record<ConnectedCloud, ForeignCloud>> = {
  AWS: AWS_CLOUD,
  GCP: GOOGLE_CLOUD,
};
