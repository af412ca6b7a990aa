import { currentPerson } from "@/lib/access/current";
import { endpointsAsCsv } from "@/lib/network/export";
import { networkFilterOf } from "@/lib/network/filter";

/** The list of endpoints that is shown, as CSV. */
export async function GET(request: Request) {
  if (!(await currentPerson())) return new Response("Sign in first.", { status: 401 });
  const { cloud, type } = networkFilterOf(new URL(request.url).searchParams);
  return new Response(endpointsAsCsv(cloud, type), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="endpoints-${cloud}-${type}.csv"`,
      "cache-control": "no-store",
    },
  });
}
