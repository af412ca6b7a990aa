/** https://learn.microsoft.com/rest/api/monitor/private-link-scopes (2026-11). */
export const PRIVATE_LINK_SCOPE_VERSIONS = ["2021-07-01-preview", "2021-09-01"];
