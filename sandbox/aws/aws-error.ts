/** Any error that a service of AWS answers; each protocol has its own shape for it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members beside the message, such as `clusterName` of an EKS error. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
