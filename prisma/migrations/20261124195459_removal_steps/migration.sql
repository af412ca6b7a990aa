-- AlterTable
ALTER TABLE "remediation" ADD COLUMN     "held" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "watched_at" TIMESTAMPTZ(3),
ADD COLUMN     "watched_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "remediation_step" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "remediation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL DEFAULT '',
    "details" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "before" JSONB,
    "intent" JSONB,
    "fault" JSONB,
    "request_id" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "remediation_step_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "remediation_step_remediation_id_position_key" ON "remediation_step"("remediation_id", "position");

-- AddForeignKey
ALTER TABLE "remediation_step" ADD CONSTRAINT "remediation_step_remediation_id_fkey" FOREIGN KEY ("remediation_id") REFERENCES "remediation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
