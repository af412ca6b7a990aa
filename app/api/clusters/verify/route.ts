import { currentPerson } from "@/lib/access/current";
import { verifyCluster } from "@/lib/verify/live";

/** What the page of a deployment reads again and again while something is pending. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const id = new URL(request.url).searchParams.get("id") ?? "";
  const found = await verifyCluster(person, id);
  if (!found) return Response.json({ error: "There is no such cluster." }, { status: 404 });
  return Response.json(found, { headers: { "cache-control": "no-store" } });
}
