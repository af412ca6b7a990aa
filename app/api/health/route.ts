import { health } from "@/lib/health";

export const dynamic = "force-dynamic";

/** 200 once everything is ready to be used, 503 until then; says which part is missing. */
export async function GET() {
  const parts = await health();
  const ready = Object.values(parts).every(Boolean);
  return Response.json(
    { status: ready ? "ready" : "starting", ...parts },
    { status: ready ? 200 : 503 },
  );
}
