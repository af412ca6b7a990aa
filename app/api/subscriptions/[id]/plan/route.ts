import { z } from "zod";
import { currentPerson } from "@/lib/access/current";
import { containersPlan } from "@/lib/plans/queries";

const Id = z.guid();

/** The Containers plan as it stands now: the page follows it while a change is being applied. */
export async function GET(
  _request: Request,
  { params }: RouteContext<"/api/subscriptions/[id]/plan">,
) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const id = Id.safeParse((await params).id);
  const plan = id.success ? await containersPlan(person, id.data) : null;
  if (!plan) return Response.json({ error: "There is no such subscription." }, { status: 404 });
  return Response.json(plan, { headers: { "cache-control": "no-store" } });
}
