import { currentPerson } from "@/lib/access/current";
import { bellOf } from "@/lib/remediations/live";

/** What the bell shows to the person who is signed in. */
export async function GET() {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  return Response.json(await bellOf(person), { headers: { "cache-control": "no-store" } });
}
