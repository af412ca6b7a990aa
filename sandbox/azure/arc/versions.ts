/** The api-versions of connected clusters that are answered. */
export const CONNECTED_VERSIONS = ["2021-03-01", "2021-10-01", "2024-01-01"];

/** The api-versions of cluster extensions: the one of the older articles, and those that clients use today. */
export const EXTENSION_VERSIONS = [
  "2020-07-01-preview",
  "2021-09-01",
  "2022-03-01",
  "2022-07-01",
  "2022-11-01",
  "2023-05-01",
];

/** Up to here an extension has an `installState` in place of a provisioning state. */
export const INSTALL_STATE_UNTIL = "2020-07-01-preview";
