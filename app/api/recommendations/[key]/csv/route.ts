import { currentPerson } from "@/lib/access/current";
import { csvStream } from "@/lib/db/csv";
import { recommendationByKey } from "@/lib/recommendations/catalog";
import { assessmentLines, listQueryOf } from "@/lib/recommendations/live";

/** The list that is shown, whole, as CSV. Rows that the person can't see are not in it. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/api/recommendations/[key]/csv">,
) {
  const person = await currentPerson();
  if (!person) return new Response("Sign in first.", { status: 401 });
  const id = recommendationByKey((await params).key);
  if (!id) return new Response("There is no such recommendation.", { status: 404 });
  const query = listQueryOf(new URL(request.url).searchParams);
  return new Response(csvStream(assessmentLines(person, id, query)), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${id}-${query.status}.csv"`,
      "cache-control": "no-store",
    },
  });
}
