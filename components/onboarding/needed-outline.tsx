import type { Person } from "@/lib/access/model";
import { CLOUDS } from "@/lib/connectors/catalog";
import type { ConnectorDetail } from "@/lib/connectors/queries";
import { connectorOutline } from "@/lib/onboarding/queries";
import { CodeBlock } from "../ui/code";
import { Disclosure } from "../ui/disclosure";
import { MessageBar, Status } from "../ui/status";
import { ApplyAws } from "./apply-aws";
import { ApplyGcp } from "./apply-gcp";
import { DownloadButton } from "./download-button";

const APPLY = { aws: ApplyAws, gcp: ApplyGcp } as const;

/** The template or the script that the connector asks for as it is now, and whether it was applied. */
export async function NeededOutline({
  person,
  connector,
}: {
  person: Person;
  connector: ConnectorDetail;
}) {
  const { cloud, templateApplied, verifiedAt, choice } = connector;
  const { applied } = CLOUDS[cloud];
  const outline = await connectorOutline(person, connector.id);
  if ("fault" in outline) {
    return (
      <MessageBar kind="error" title={`The ${applied} can't be written`}>
        {outline.fault.message} ({outline.fault.code})
      </MessageBar>
    );
  }
  const { fileName, text, version } = outline;
  const isApplied = templateApplied === version;
  const Apply = APPLY[cloud];
  return (
    <>
      {isApplied ? (
        <Status tone="good">
          Version {version} of the {applied} is applied.
        </Status>
      ) : (
        <MessageBar kind="warning" title={`Apply the ${applied} again`}>
          {verifiedAt
            ? `Applied is ${templateApplied ? `version ${templateApplied}` : "none that is known"}; `
            : "What is applied has not been looked at; "}
          the components that are on now need version {version}. Afterwards press Verify access.
        </MessageBar>
      )}
      <details className="mt-2 mb-4" open={!isApplied}>
        <Disclosure>
          {applied}, version {version}
        </Disclosure>
        <div className="mt-2">
          <CodeBlock label={fileName} code={text} />
          <DownloadButton fileName={fileName} text={text} />
          <div className="mt-3">
            <Apply fileName={fileName} organization={choice.organization} />
          </div>
        </div>
      </details>
    </>
  );
}
