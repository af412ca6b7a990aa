import { CircleUserRound } from "lucide-react";
import type { Person } from "@/lib/access/model";
import { Button } from "../ui/button";
import { Popup } from "./popup";
import { ThemeChoice } from "./theme-choice";

/** Who is signed in, with what roles, and the ways out. */
export function Account({ person, roles }: { person: Person; roles: string[] }) {
  return (
    <Popup label={`Account: ${person.displayName}`} button={<CircleUserRound aria-hidden className="size-5" />}>
      <div className="p-4">
        <p className="m-0 font-semibold">{person.displayName}</p>
        <p className="m-0 text-muted wrap-any">{person.username}</p>
        <p className="mt-2 mb-0 text-xs text-muted">Azure roles: {roles.join(", ") || "none"}</p>
        <div className="my-3">
          <ThemeChoice />
        </div>
        <form action="/api/auth/sign-out" method="post" className="flex flex-wrap gap-2">
          <Button type="submit">Sign out</Button>
          <Button type="submit" name="everywhere" value="1" look="subtle">
            Sign out everywhere
          </Button>
        </form>
      </div>
    </Popup>
  );
}
