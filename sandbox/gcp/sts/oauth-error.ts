import { GoogleError } from "../errors.ts";

/** The codes of OAuth's token exchange: https://datatracker.ietf.org/doc/html/rfc8693#section-2.2.2. */
type OAuthCode =
  | "invalid_grant"
  | "invalid_request"
  | "invalid_target"
  | "unauthorized_client"
  | "unsupported_grant_type";

/** An error as the Security Token Service answers it: in OAuth's shape, not in Google's. */
export class OAuthError extends GoogleError {
  readonly code: OAuthCode;

  constructor(code: OAuthCode, description: string) {
    super("INVALID_ARGUMENT", description);
    this.code = code;
  }

  override body(): object {
    return { error: this.code, error_description: this.message };
  }
}
