/** https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints (2026-11). */
export const NETWORK_VERSIONS = ["2023-09-01", "2023-11-01", "2024-01-01", "2024-05-01"];
