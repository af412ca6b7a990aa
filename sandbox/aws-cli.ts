export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * The environment variables that make the AWS CLI and the SDKs use the sandbox with these keys, and nothing that a
 * person has configured for the real AWS. Versions before 2.13 don't know AWS_ENDPOINT_URL and want
 * `--endpoint-url` besides.
 */
export function pointAwsCliAt(
  { awsUrl }: { awsUrl: string },
  { accessKeyId, secretAccessKey, sessionToken = "" }: AwsKeys,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
  };
}
