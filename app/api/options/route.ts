import { currentPerson } from "@/lib/access/current";
import { optionsQueryOf } from "@/lib/options/list-query";
import { optionFile } from "@/lib/options/queries";

/** Windows PowerShell reads a script without this mark in the machine's old code page. */
const BYTE_ORDER_MARK = "\ufeff";

/** One file of All options. Clusters that the person can't see are not in it. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return new Response("Sign in first.", { status: 401 });
  const params = new URL(request.url).searchParams;
  const query = optionsQueryOf(params);
  const file = await optionFile(person, query, params.get("file") ?? "");
  if (!file) return new Response("There is no such file.", { status: 404 });
  const mark = query.language === "powershell" ? BYTE_ORDER_MARK : "";
  return new Response(mark + file.text, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      // The name is made of our own words only.
      "content-disposition": `attachment; filename="${file.name}"`,
      "cache-control": "no-store",
    },
  });
}
