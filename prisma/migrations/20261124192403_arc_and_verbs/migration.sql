-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "agent_version" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "connectivity" TEXT,
ADD COLUMN     "distribution" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "extensions" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "last_connected_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "remediation" ADD COLUMN     "options" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "verb" TEXT NOT NULL DEFAULT 'fix';

-- AlterTable
ALTER TABLE "task" ADD COLUMN     "returned_at" TIMESTAMPTZ(3),
ADD COLUMN     "returned_by" JSONB,
ADD COLUMN     "run_id" UUID;

-- CreateTable
CREATE TABLE "exemption" (
    "cluster_id" TEXT NOT NULL,
    "assessment_key" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exemption_pkey" PRIMARY KEY ("cluster_id","assessment_key")
);

-- CreateIndex
CREATE INDEX "cluster_kind_name_id_idx" ON "cluster"("kind", "name", "id");
