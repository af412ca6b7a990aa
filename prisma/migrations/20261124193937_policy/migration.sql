-- AlterTable
ALTER TABLE "policy_assignment" ADD COLUMN     "resource_group" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "scope" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "policy_definition" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "policy_type" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL DEFAULT '',
    "management_group" TEXT NOT NULL DEFAULT '',
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_definition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment_draft" (
    "id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "assignment_id" TEXT NOT NULL DEFAULT '',
    "choice" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment_wish" (
    "id" UUID NOT NULL,
    "assignment_id" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "wanted" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "steps" JSONB NOT NULL DEFAULT '[]',
    "fault" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "person_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_wish_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "arm_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "retention_days" INTEGER,
    "sku" TEXT NOT NULL,
    "provisioning_state" TEXT NOT NULL,
    "local_auth_disabled" BOOLEAN NOT NULL,
    "public_ingestion" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_definition_name_idx" ON "policy_definition"("name");

-- CreateIndex
CREATE INDEX "policy_definition_display_name_id_idx" ON "policy_definition"("display_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_draft_person_id_definition_id_assignment_id_key" ON "assignment_draft"("person_id", "definition_id", "assignment_id");

-- CreateIndex
CREATE INDEX "assignment_wish_assignment_id_created_at_idx" ON "assignment_wish"("assignment_id", "created_at");

-- CreateIndex
CREATE INDEX "assignment_wish_person_id_created_at_idx" ON "assignment_wish"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "workspace_name_id_idx" ON "workspace"("name", "id");

-- CreateIndex
CREATE INDEX "workspace_subscription_id_resource_group_idx" ON "workspace"("subscription_id", "resource_group");

-- CreateIndex
CREATE INDEX "policy_assignment_policy_definition_id_display_name_id_idx" ON "policy_assignment"("policy_definition_id", "display_name", "id");

-- What was stored before says by its id where it stands.
UPDATE policy_assignment SET
  scope = split_part(id, '/providers/microsoft.authorization/policyassignments/', 1),
  resource_group = COALESCE(substring(id FROM '^/subscriptions/[^/]+/resourcegroups/([^/]+)/'), '');

-- An assignment is changed by one wish at a time.
CREATE UNIQUE INDEX assignment_wish_one_live ON assignment_wish (assignment_id)
  WHERE state IN ('queued', 'applying');

-- Which clusters report to a workspace; ids differ in case between clouds' answers.
CREATE INDEX cluster_sensor_workspace ON cluster (lower(sensor_workspace_id))
  WHERE sensor_workspace_id IS NOT NULL;
