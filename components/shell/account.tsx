import { LogOut, MonitorX } from "lucide-react";
import { cookies } from "next/headers";
import type { Person } from "@/lib/access/model";
import { Button } from "../ui/button";
import { cx } from "../ui/classes";
import { Popup } from "./popup";
import { ThemeChoice } from "./theme-choice";

/** Who is signed in, with what roles, and the ways out. */
export async function Account({ person, roles }: { person: Person; roles: string[] }) {
  const theme = (await cookies()).get("theme")?.value;
  return (
    <Popup
      label={`Account: ${person.displayName}`}
      button={<AccountButton name={person.displayName} />}
    >
      <div className="flex items-center gap-3 p-4">
        <Initials name={person.displayName} large />
        <div className="min-w-0">
          <p className="m-0 font-semibold wrap-any">{person.displayName}</p>
          <p className="m-0 text-sm text-muted wrap-any">{person.username}</p>
        </div>
      </div>
      <p className="m-0 border-t border-line px-4 py-3 text-sm">
        <span className="text-muted">Azure roles: </span>
        {roles.join(", ") || "none"}
      </p>
      <div className="border-t border-line px-4 py-3">
        <p aria-hidden className="m-0 mb-1.5 text-sm text-muted">
          Theme
        </p>
        <ThemeChoice chosen={theme} />
      </div>
      <form
        action="/api/auth/sign-out"
        method="post"
        className="flex flex-col items-stretch border-t border-line p-2 *:justify-start"
      >
        <Button type="submit" look="subtle" icon={<LogOut aria-hidden className="size-4" />}>
          Sign out
        </Button>
        <Button
          type="submit"
          name="everywhere"
          value="1"
          look="subtle"
          icon={<MonitorX aria-hidden className="size-4" />}
        >
          Sign out everywhere
        </Button>
      </form>
    </Popup>
  );
}

function AccountButton({ name }: { name: string }) {
  return (
    <>
      <span aria-hidden className="hidden max-w-48 truncate text-sm lg:block">
        {name}
      </span>
      <Initials name={name} />
    </>
  );
}

/** The first letters of the first and the last name, whatever script they are in. They are a picture, not text. */
function Initials({ name, large = false }: { name: string; large?: boolean }) {
  const words = name.trim().split(/\s+/);
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? "")[0],
  );
  return (
    <span
      aria-hidden
      data-initials={letters.join("").toLocaleUpperCase("en")}
      className={cx(
        "flex shrink-0 items-center justify-center rounded-full font-semibold before:content-[attr(data-initials)]",
        large ? "size-12 bg-brand text-lg text-on-brand" : "size-7 border border-current text-xs",
      )}
    />
  );
}
