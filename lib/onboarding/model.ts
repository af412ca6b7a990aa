import type { AccessReading } from "../cloud/cloud.ts";
import type { FaultRecord } from "../cloud/faults.ts";

/** Something that a template or a script makes, in plain words. */
export interface Created {
  kind: string;
  name: string;
  why: string;
}

/** How a connector's access stands. */
export type AccessState = "healthy" | "lacking" | "refused" | "unknown";

/** What verifying has found, in one word: all that is needed, some of it, or no way in at all. */
export function accessState(reading: AccessReading | null): AccessState {
  if (!reading) return "unknown";
  if (reading.fault) return "refused";
  return reading.rights.every(({ found }) => found) ? "healthy" : "lacking";
}

/** Rights that were looked for and not found. */
export function missingRights({ rights }: Pick<AccessReading, "rights">): string[] {
  return rights
    .filter(({ found }) => !found)
    .map(({ holder, action }) => (action ? `${holder} lacks ${action}` : `${holder} is not there`));
}

/** A cloud's no in words. Where the portal has put its own words before, the cloud's stand behind them already. */
export function saidBy(
  cloud: string,
  { message, status }: Pick<FaultRecord, "message" | "status">,
): string {
  if (/ says: /.test(message)) return message;
  return `${cloud} ${status === 0 ? "gave no answer" : "said"}: ${message}`;
}

const CONSOLE = "https://console.aws.amazon.com/cloudformation/home";

/** Under this name the steps have the stack made. */
export const STACK_NAME = "breakwater-containers";

/**
 * The page of the AWS console that makes a stack. It can fill itself in only from a template that lies in S3; without
 * its address there the page asks for the file. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html (as far as known).
 */
export function stackPage(templateUrl: string): string {
  if (!isInS3(templateUrl)) return `${CONSOLE}#/stacks/create`;
  const query = new URLSearchParams({ templateURL: templateUrl, stackName: STACK_NAME });
  return `${CONSOLE}#/stacks/quickcreate?${query}`;
}

/** Whether the text is the address of something in a bucket of S3. */
export function isInS3(text: string): boolean {
  const url = URL.parse(text);
  return (
    url?.protocol === "https:" && /(^|\.)s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.test(url.host)
  );
}
