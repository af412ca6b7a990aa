import { currentPerson } from "@/lib/access/current";
import { JOB_NAME, jobManifest } from "@/lib/network/export";
import { networkFilterOf } from "@/lib/network/filter";

/** The Kubernetes Job that checks from inside of a cluster, as a file. */
export async function GET(request: Request) {
  if (!(await currentPerson())) return new Response("Sign in first.", { status: 401 });
  return new Response(jobManifest(networkFilterOf(new URL(request.url).searchParams)), {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${JOB_NAME}.yaml"`,
      "cache-control": "no-store",
    },
  });
}
