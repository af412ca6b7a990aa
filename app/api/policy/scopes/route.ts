import { currentPerson } from "@/lib/access/current";
import { scopes } from "@/lib/policy/queries";

/** Where a policy can be assigned, of what the person can see. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const search = new URL(request.url).searchParams.get("search")?.trim().slice(0, 200) ?? "";
  return Response.json(await scopes(person, search), { headers: { "cache-control": "no-store" } });
}
