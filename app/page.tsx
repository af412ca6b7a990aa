import type { Route } from "next";
import { redirect } from "next/navigation";

/** The portal opens where an admin begins: with the environments. */
export default function Home() {
  redirect("/environments" as Route);
}
