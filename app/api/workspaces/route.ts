import { currentPerson } from "@/lib/access/current";
import { workspaceOptions } from "@/lib/workspaces/queries";

/** Workspaces to choose from, of what the person can see. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return Response.json({ error: "Sign in first." }, { status: 401 });
  const search = new URL(request.url).searchParams.get("search")?.trim().slice(0, 200) ?? "";
  return Response.json(await workspaceOptions(person, search), {
    headers: { "cache-control": "no-store" },
  });
}
