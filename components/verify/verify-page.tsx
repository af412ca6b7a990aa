import { notFound } from "next/navigation";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { clusterToVerify, isForeign, verifyCluster } from "@/lib/verify/live";
import { LearnMore } from "../help/learn-more";
import { Breadcrumb, Essentials, PageHeader } from "../ui/page";
import { Status } from "../ui/status";
import { ForeignVerification } from "./foreign-verification";
import { LiveVerification } from "./live-verification";

const KINDS = {
  aks: "Azure Kubernetes Service",
  arc: "Azure Arc-enabled Kubernetes",
  eks: "Amazon EKS",
  gke: "Google Kubernetes Engine",
} as const;

/** One cluster's deployment: what it is at once, how it stands once the cloud has been read. */
export async function VerifyPage({ person, id }: { person: Person; id: string }) {
  const cluster = await clusterToVerify(person, id);
  if (!cluster) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Recommendations", href: "/recommendations" },
          { label: "Verify the deployment" },
        ]}
      />
      <PageHeader title="Verify the deployment">
        {isForeign(cluster)
          ? `${cluster.name}: where its deployment is verified, and how you look yourself`
          : `${cluster.name}: what Azure and the cluster itself say now, read in your name`}
      </PageHeader>
      <LearnMore topic="verify" />
      <Essentials
        facts={[
          ["Cluster", <strong key="name">{cluster.name}</strong>],
          ["Kind", KINDS[cluster.kind]],
          ["Subscription", cluster.subscription],
          ["Resource group", cluster.resourceGroup],
          ["Region", cluster.region],
        ]}
      />
      <div className="mt-4">
        {isForeign(cluster) ? (
          <ForeignVerification person={person} cluster={cluster} />
        ) : (
          <Suspense
            fallback={<Status tone="busy">Reading the cluster from Azure and from its API…</Status>}
          >
            <Read person={person} id={cluster.id} />
          </Suspense>
        )}
      </div>
    </>
  );
}

async function Read({ person, id }: { person: Person; id: string }) {
  const initial = await verifyCluster(person, id);
  if (!initial) notFound();
  return <LiveVerification initial={initial} />;
}
