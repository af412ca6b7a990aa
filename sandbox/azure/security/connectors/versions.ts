/** The api-versions in which connectors are written. */
export const CONNECTOR_VERSIONS = [
  "2024-03-01-preview",
  "2024-07-01-preview",
  "2024-08-01-preview",
];

/** Before this version the Containers offerings had other names for what they hold. */
export const RENAMED_SINCE = "2024-03-01-preview";

/** Those in which they are read. */
export const CONNECTOR_READ_VERSIONS = ["2023-10-01-preview", ...CONNECTOR_VERSIONS];
