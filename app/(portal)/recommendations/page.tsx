import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { RecommendationList } from "@/components/recommendations/recommendation-list";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Recommendations" };

export default async function RecommendationsPage({ searchParams }: PageProps<"/recommendations">) {
  const person = await requirePerson();
  return <RecommendationList person={person} params={paramsOf(await searchParams)} />;
}
