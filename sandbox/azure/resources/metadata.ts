import { ARM_AUDIENCES } from "../../arm/token.ts";
import type { Reply } from "../../types.ts";

/**
 * GET /metadata/endpoints, by which clients learn where a cloud's services are; it needs no token. Before
 * 2019-05-01 it spoke of one cloud, since then it is a list.
 */
export function metadataEndpoints(origin: string, apiVersion: string | null): Reply {
  if (apiVersion === null || apiVersion < "2019-05-01") {
    return {
      status: 200,
      body: {
        galleryEndpoint: `${origin}/`,
        graphEndpoint: `${origin}/`,
        portalEndpoint: `${origin}/`,
        authentication: { loginEndpoint: `${origin}/adfs`, audiences: ARM_AUDIENCES },
      },
    };
  }
  const cloud = {
    name: "AzureCloud",
    portal: `${origin}/`,
    authentication: {
      loginEndpoint: `${origin}/`,
      audiences: ARM_AUDIENCES,
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager: `${origin}/`,
    graph: `${origin}/`,
    graphAudience: `${origin}/`,
    media: `${origin}/`,
    batch: `${origin}/`,
    suffixes: {},
  };
  return { status: 200, body: apiVersion < "2022-01-01" ? [cloud] : cloud };
}
