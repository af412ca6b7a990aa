import { currentPerson } from "@/lib/access/current";
import { places } from "@/lib/onboarding/queries";

/** Where a connector can stand, of what the person can see. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const { searchParams } = new URL(request.url);
  const search = searchParams.get("search")?.trim().slice(0, 200) ?? "";
  const subscriptionId = searchParams.get("subscription")?.slice(0, 100) ?? "";
  return Response.json(await places(person, { search, subscriptionId }), {
    headers: { "cache-control": "no-store" },
  });
}
