export const WORKSPACE_VERSIONS = [
  ...["2015-03-20", "2015-11-01-preview", "2020-03-01-preview", "2020-08-01", "2020-10-01"],
  ...["2021-06-01", "2021-12-01-preview", "2022-10-01", "2023-09-01"],
];

/** Since when a workspace shows its ETag, by Azure's OpenAPI files. */
export const ETAG_SINCE = "2021-06-01";

/** The api-versions in which a workspace's keys are asked for; the policies use the oldest. */
export const KEY_VERSIONS = ["2015-03-20", "2020-08-01", "2023-09-01"];
