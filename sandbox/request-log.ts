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
}

const KEPT = 5000;

/** The latest requests to ARM, in memory. */
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
