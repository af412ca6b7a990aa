/**
 * Everything that can go wrong at a cloud, as a closed set, and what follows from it:
 * `snooze` waits without counting an attempt, `retry` counts one, `stop` needs a person.
 */
export const FAULTS = {
  throttled: {
    next: "snooze",
    advice: "The cloud asked us to slow down. We wait as long as it said.",
  },
  busy: {
    next: "snooze",
    advice: "Another operation is running on this resource. We wait for it.",
  },
  changed: { next: "snooze", advice: "The resource changed while we looked. We look again." },
  unreachable: {
    next: "retry",
    advice: "The cloud did not answer properly. We try again by ourselves.",
  },
  signedOut: {
    next: "stop",
    advice: "The sign-in of the person who started this has ended. Sign in again, then retry.",
  },
  forbidden: { next: "stop", advice: "Ask for the role that the message names, then retry." },
  missing: { next: "stop", advice: "The resource no longer exists. There is nothing left to fix." },
  stopped: { next: "stop", advice: "Start the cluster, then retry." },
  rejected: { next: "stop", advice: "The cloud refused the request. Its message says why." },
  failed: {
    next: "stop",
    advice:
      "The cloud accepted the request but could not carry it out. Retry once its reason is gone.",
  },
  expired: {
    next: "stop",
    advice: "The operation took too long to be followed. Look at the resource, then retry.",
  },
  ours: {
    next: "stop",
    advice: "The portal's own log says more. Look at the resource, then retry.",
  },
} as const satisfies Record<string, { next: "snooze" | "retry" | "stop"; advice: string }>;

export type FaultKind = keyof typeof FAULTS;

/** What is kept of a fault in a row and shown to a person; the cloud's words are never swallowed. */
export interface FaultRecord {
  kind: FaultKind;
  /** The cloud's own error code. */
  code: string;
  message: string;
  /** HTTP status, or 0 when there was no answer. */
  status: number;
  requestId: string | null;
}

/** What ends a piece of work whose job has failed again and again by a bug: nobody waits for it for ever. */
export const OWN_FAULT: FaultRecord = {
  kind: "ours",
  code: "PortalFault",
  message: "The portal could not carry this out, by a fault of its own.",
  status: 0,
  requestId: null,
};

/** A cloud said no, or nothing at all. */
export class CloudFault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  /** How long the cloud asked us to wait, if it did. */
  readonly retryAfterSeconds: number | null;
  /** Whether the wait is for everything of this subscription and person, not for this resource alone. */
  readonly wholeLane: boolean;

  constructor(
    fault: FaultRecord & { retryAfterSeconds?: number | null; wholeLane?: boolean },
    options?: ErrorOptions,
  ) {
    super(fault.message, options);
    this.name = "CloudFault";
    this.kind = fault.kind;
    this.code = fault.code;
    this.status = fault.status;
    this.requestId = fault.requestId;
    this.retryAfterSeconds = fault.retryAfterSeconds ?? null;
    this.wholeLane = fault.wholeLane ?? false;
  }

  /** What to keep of it. */
  record(): FaultRecord {
    const { kind, code, message, status, requestId } = this;
    return { kind, code, message, status, requestId };
  }
}

/**
 * A run that had been thought dead makes no call any more once another has ended the wish: a later one may be in force.
 * Thrown by the gate of a job that carries out a wish, before each call.
 */
export class WishEnded extends CloudFault {
  constructor() {
    const message = "Another run of the same job has ended it.";
    super({ kind: "changed", code: "WishEnded", message, status: 0, requestId: null });
  }
}
