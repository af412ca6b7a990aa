/** Regions of Google Cloud, each with the letters of its zones: https://cloud.google.com/compute/docs/regions-zones (as far as known). */
export const REGIONS: Readonly<Record<string, string>> = {
  "europe-west4": "abc",
  "europe-west1": "bcd",
  "us-central1": "abcf",
  "us-east1": "bcd",
  "asia-southeast1": "abc",
  "europe-west3": "abc",
  "europe-west2": "abc",
  "europe-north1": "abc",
  "us-west1": "abc",
  "us-east4": "abc",
  "asia-east1": "abc",
  "asia-northeast1": "abc",
  "asia-south1": "abc",
  "australia-southeast1": "abc",
  "southamerica-east1": "abc",
  "northamerica-northeast1": "abc",
  "europe-west6": "abc",
  "europe-west9": "abc",
  "me-west1": "abc",
  "asia-southeast2": "abc",
  "us-west2": "abc",
  "europe-central2": "abc",
};

/** The zones that the nodes of a cluster in a location are in: one where it is a zone itself. */
export function zonesOf(location: string): string[] {
  const letters = REGIONS[location];
  return letters === undefined ? [location] : [...letters].map((letter) => `${location}-${letter}`);
}

export function isZone(location: string): boolean {
  return /-[a-z]$/.test(location);
}

export function isLocation(location: string): boolean {
  const [, region = "", letter = ""] = /^(.+)-([a-z])$/.exec(location) ?? [];
  return location in REGIONS || (letter !== "" && (REGIONS[region] ?? "").includes(letter));
}
