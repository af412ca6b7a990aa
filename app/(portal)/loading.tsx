import { Status } from "@/components/ui/status";

export default function Loading() {
  return (
    <div role="status" className="py-8">
      <Status tone="busy">Loading…</Status>
    </div>
  );
}
