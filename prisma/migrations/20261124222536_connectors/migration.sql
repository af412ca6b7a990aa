-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "agentless_excluded_by" TEXT,
ADD COLUMN     "connected_id" TEXT,
ADD COLUMN     "connector_id" TEXT,
ADD COLUMN     "posture" JSONB;

-- CreateTable
CREATE TABLE "connector" (
    "id" TEXT NOT NULL,
    "arm_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cloud" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "hierarchy_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "membership" TEXT NOT NULL DEFAULT '',
    "scan_hours" INTEGER NOT NULL,
    "containers" BOOLEAN NOT NULL,
    "document" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "external_id" TEXT NOT NULL DEFAULT '',
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "access" JSONB,
    "template_applied" TEXT NOT NULL DEFAULT '',
    "template_needed" TEXT NOT NULL DEFAULT '',
    "synced_at" TIMESTAMPTZ(3),
    "sync_fault" JSONB,

    CONSTRAINT "connector_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connector_draft" (
    "id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "cloud" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL DEFAULT '',
    "external_id" TEXT NOT NULL DEFAULT '',
    "choice" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connector_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connector_wish" (
    "id" UUID NOT NULL,
    "connector_id" TEXT NOT NULL,
    "arm_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "wanted" JSONB NOT NULL,
    "baseline" TEXT NOT NULL DEFAULT '',
    "external_id" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'queued',
    "fault" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "person_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connector_wish_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "connector_subscription_id_resource_group_idx" ON "connector"("subscription_id", "resource_group");

-- CreateIndex
CREATE INDEX "connector_name_id_idx" ON "connector"("name", "id");

-- CreateIndex
CREATE INDEX "connector_hierarchy_id_idx" ON "connector"("hierarchy_id");

-- CreateIndex
CREATE INDEX "connector_draft_person_id_updated_at_idx" ON "connector_draft"("person_id", "updated_at");

-- CreateIndex
CREATE INDEX "connector_wish_connector_id_created_at_idx" ON "connector_wish"("connector_id", "created_at");

-- CreateIndex
CREATE INDEX "connector_wish_person_id_created_at_idx" ON "connector_wish"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "cluster_connector_id_idx" ON "cluster"("connector_id");

-- CreateIndex
CREATE INDEX "cluster_connected_id_idx" ON "cluster"("connected_id");
