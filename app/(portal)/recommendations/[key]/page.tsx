import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { paramsOf } from "@/components/live/query-string";
import { RecommendationDetail } from "@/components/recommendations/recommendation-detail";
import { requirePerson } from "@/lib/access/current";
import { recommendation, recommendationByKey } from "@/lib/recommendations/catalog";

export async function generateMetadata({
  params,
}: PageProps<"/recommendations/[key]">): Promise<Metadata> {
  const id = recommendationByKey((await params).key);
  return { title: id ? recommendation(id).title : "Recommendation" };
}

export default async function RecommendationPage({
  params,
  searchParams,
}: PageProps<"/recommendations/[key]">) {
  const { key } = await params;
  const person = await requirePerson();
  const id = recommendationByKey(key);
  if (!id) notFound();
  return <RecommendationDetail person={person} id={id} params={paramsOf(await searchParams)} />;
}
