export interface LoggedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  url: string;
  /** The principal's name; undefined when the token was refused. */
  principal: string | undefined;
  /** 0 when the connection was cut. */
  status: number;
  requestId: string;
  /** Absent where it went to ARM. */
  cloud?: "aws" | "gcp";
  /** `eks`, `ListClusters` and `eu-west-1`, for instance. */
  service?: string | undefined;
  operation?: string | undefined;
  region?: string | undefined;
  /** The error code of a refusal. */
  code?: string | undefined;
}

const KEPT = 5000;

/** The latest requests to ARM, AWS and Google Cloud, in memory. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > KEPT * 2) this.#requests = this.#requests.slice(-KEPT);
  }

  latest(count: number): LoggedRequest[] {
    return this.#requests.slice(-Math.min(count, KEPT));
  }
}
