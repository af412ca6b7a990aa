export const PRICING_VERSIONS = ["2022-03-01", "2023-01-01", "2024-01-01"];

/** Since when a pricing has a field, by the published OpenAPI files of the three versions. */
export const FIELD_SINCE: Readonly<Record<string, string>> = {
  extensions: "2023-01-01",
  enablementTime: "2023-01-01",
  enforce: "2024-01-01",
  inherited: "2024-01-01",
  resourcesCoverageStatus: "2024-01-01",
};
