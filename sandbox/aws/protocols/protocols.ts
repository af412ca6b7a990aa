import type { ProtocolName } from "../operation.ts";
import { awsJson, restJson1 } from "./json.ts";
import type { Protocol } from "./protocol.ts";
import { awsQuery, ec2Query } from "./query.ts";

export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  restJson1,
  "awsJson1.1": awsJson,
  awsQuery,
  ec2Query,
};
