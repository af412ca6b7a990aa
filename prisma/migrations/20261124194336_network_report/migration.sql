-- CreateTable
CREATE TABLE "network_report" (
    "id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "person_id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "cloud" TEXT NOT NULL,
    "cluster_type" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "results" JSONB NOT NULL,
    "unreachable" INTEGER NOT NULL,

    CONSTRAINT "network_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "network_report_cluster_id_at_idx" ON "network_report"("cluster_id", "at");
