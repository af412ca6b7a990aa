import type { Configuration } from "oidc-provider";
import { CLI, PORTAL } from "../identities.ts";

/** The secrets of the two applications, made at the first start. */
export interface ClientSecrets {
  portal: string;
  cli: string;
}

/** The application registrations of the tenant. */
export function clientsOf(secrets: ClientSecrets): NonNullable<Configuration["clients"]> {
  return [
    {
      client_id: PORTAL.clientId,
      client_name: PORTAL.displayName,
      client_secret: secrets.portal,
      // A native application may be called back on any port of this machine.
      application_type: "native",
      redirect_uris: ["http://localhost/api/auth/callback", "http://127.0.0.1/api/auth/callback"],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
    {
      client_id: CLI.clientId,
      client_name: CLI.displayName,
      client_secret: secrets.cli,
      redirect_uris: [],
      grant_types: ["client_credentials"],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
    },
  ];
}
