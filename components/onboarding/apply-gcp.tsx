"use client";

const CLOUD_SHELL = "https://shell.cloud.google.com/?show=terminal";

/** How the script is run: in Google's Cloud Shell, or wherever gcloud is signed in. */
export function ApplyGcp({ fileName, organization }: { fileName: string; organization: boolean }) {
  return (
    <>
      <ol className="my-0 max-w-4xl pl-5">
        <li>Copy the script, or download it.</li>
        <li>
          Open{" "}
          <a href={CLOUD_SHELL} target="_blank" rel="noreferrer">
            GCP Cloud Shell
          </a>
          {organization
            ? " as an administrator of the organisation, in the management project."
            : " as an owner of the project that you connect."}
        </li>
        <li>
          Paste it and run it, or run <code>bash {fileName}</code>. It stops at the first error and
          says which step failed; run it again, and what is there already stays as it is.
        </li>
        <li>Come back and verify the access below.</li>
      </ol>
      <p className="max-w-4xl text-muted">
        The connector is updated by Defender for Cloud after the script has run. That can take up to
        8 hours.
      </p>
    </>
  );
}
