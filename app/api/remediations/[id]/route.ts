import { z } from "zod";
import { currentPerson } from "@/lib/access/current";
import { TASK_FLOW, type TaskState } from "@/lib/remediations/flow";
import { liveRemediation } from "@/lib/remediations/live";

const STATES = Object.keys(TASK_FLOW) as [TaskState, ...TaskState[]];
const Id = z.uuid();
const States = z.array(z.enum(STATES)).max(STATES.length).catch([]);

/** What the page of a remediation reads again and again. */
export async function GET(request: Request, { params }: RouteContext<"/api/remediations/[id]">) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const id = Id.safeParse((await params).id);
  const { searchParams } = new URL(request.url);
  const found = id.success
    ? await liveRemediation(person, id.data, {
        states: States.parse(searchParams.getAll("state")),
        cursor: searchParams.get("after"),
      })
    : null;
  if (!found) return Response.json({ error: "There is no such remediation." }, { status: 404 });
  return Response.json(found, { headers: { "cache-control": "no-store" } });
}
