-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "home_account_id" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "groups" TEXT[],
    "signed_in_at" TIMESTAMPTZ(3) NOT NULL,
    "rights_read_at" TIMESTAMPTZ(3),
    "bell_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "state" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("state")
);

-- CreateTable
CREATE TABLE "token_cache" (
    "partition" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_cache_pkey" PRIMARY KEY ("partition")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "person_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "role_definition_id" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "actions" TEXT[],
    "not_actions" TEXT[],

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("person_id","scope","role_definition_id")
);

-- CreateTable
CREATE TABLE "visible_scope" (
    "person_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "visible_scope_pkey" PRIMARY KEY ("person_id","subscription_id","resource_group")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "person_id" TEXT,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "subscription_id" TEXT,
    "resource_group" TEXT NOT NULL DEFAULT '',
    "resource_id" TEXT,
    "resource_name" TEXT NOT NULL DEFAULT '',
    "summary" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "correlation_id" TEXT NOT NULL,
    "request_id" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "management_group" (
    "id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "parent_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "management_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "management_group_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "subscriptions" INTEGER NOT NULL DEFAULT 0,
    "clusters" INTEGER NOT NULL DEFAULT 0,
    "fault" JSONB,

    CONSTRAINT "discovery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster" (
    "id" TEXT NOT NULL,
    "arm_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "power_state" TEXT NOT NULL,
    "provisioning_state" TEXT NOT NULL,
    "sensor_enabled" BOOLEAN NOT NULL,
    "sensor_workspace_id" TEXT,
    "legacy_sensor" BOOLEAN NOT NULL,
    "policy_addon" BOOLEAN NOT NULL,
    "private_cluster" BOOLEAN NOT NULL,
    "rbac" BOOLEAN NOT NULL,
    "restricted_api" BOOLEAN NOT NULL,
    "node_count" INTEGER NOT NULL,
    "core_count" INTEGER,
    "excluded_by" TEXT,
    "tags" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan" (
    "subscription_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("subscription_id","name")
);

-- CreateTable
CREATE TABLE "plan_wish" (
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "wanted" JSONB NOT NULL,
    "baseline" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "fault" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "person_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_wish_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_assignment" (
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "policy_definition_id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assessment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "recommendation_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remediation" (
    "id" UUID NOT NULL,
    "recommendation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "selection" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "remediation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "remediation_id" UUID NOT NULL,
    "assessment_id" UUID NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "resource_group" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "before" JSONB,
    "intent" JSONB,
    "operation_url" TEXT,
    "request_id" TEXT,
    "fault" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lane_pause" (
    "lane" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lane_pause_pkey" PRIMARY KEY ("lane")
);

-- CreateTable
CREATE TABLE "worker_beat" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_beat_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_home_account_id_key" ON "person"("home_account_id");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_attempt_expires_at_idx" ON "sign_in_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "audit_entry_subscription_id_id_idx" ON "audit_entry"("subscription_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_person_id_id_idx" ON "audit_entry"("person_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_action_id_idx" ON "audit_entry"("action", "id");

-- CreateIndex
CREATE INDEX "audit_entry_correlation_id_idx" ON "audit_entry"("correlation_id");

-- CreateIndex
CREATE INDEX "subscription_management_group_id_idx" ON "subscription"("management_group_id");

-- CreateIndex
CREATE INDEX "discovery_started_at_idx" ON "discovery"("started_at");

-- CreateIndex
CREATE INDEX "cluster_subscription_id_idx" ON "cluster"("subscription_id");

-- CreateIndex
CREATE INDEX "plan_name_tier_idx" ON "plan"("name", "tier");

-- CreateIndex
CREATE INDEX "plan_wish_subscription_id_name_created_at_idx" ON "plan_wish"("subscription_id", "name", "created_at");

-- CreateIndex
CREATE INDEX "plan_wish_person_id_created_at_idx" ON "plan_wish"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "policy_assignment_subscription_id_policy_definition_id_idx" ON "policy_assignment"("subscription_id", "policy_definition_id");

-- CreateIndex
CREATE INDEX "assessment_recommendation_id_status_cluster_name_id_idx" ON "assessment"("recommendation_id", "status", "cluster_name", "id");

-- CreateIndex
CREATE INDEX "assessment_recommendation_id_status_region_cluster_name_id_idx" ON "assessment"("recommendation_id", "status", "region", "cluster_name", "id");

-- CreateIndex
CREATE INDEX "assessment_recommendation_id_status_status_changed_at_id_idx" ON "assessment"("recommendation_id", "status", "status_changed_at", "id");

-- CreateIndex
CREATE INDEX "assessment_subscription_id_recommendation_id_status_idx" ON "assessment"("subscription_id", "recommendation_id", "status");

-- CreateIndex
CREATE INDEX "assessment_cluster_id_idx" ON "assessment"("cluster_id");

-- CreateIndex
CREATE UNIQUE INDEX "assessment_recommendation_id_cluster_id_key" ON "assessment"("recommendation_id", "cluster_id");

-- CreateIndex
CREATE INDEX "remediation_person_id_created_at_idx" ON "remediation"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "remediation_created_at_idx" ON "remediation"("created_at");

-- CreateIndex
CREATE INDEX "task_remediation_id_state_cluster_name_id_idx" ON "task"("remediation_id", "state", "cluster_name", "id");

-- CreateIndex
CREATE INDEX "task_remediation_id_cluster_name_id_idx" ON "task"("remediation_id", "cluster_name", "id");

-- CreateIndex
CREATE INDEX "task_lane_state_idx" ON "task"("lane", "state");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visible_scope" ADD CONSTRAINT "visible_scope_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "remediation" ADD CONSTRAINT "remediation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_remediation_id_fkey" FOREIGN KEY ("remediation_id") REFERENCES "remediation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- One assessment has at most one live task: a double click or a second admin adds nothing.
CREATE UNIQUE INDEX "task_one_live" ON "task"("assessment_id")
  WHERE "state" IN ('queued', 'applying', 'waiting', 'verifying');

-- "Contains" searches over 100,000 rows.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "assessment_cluster_name_trgm" ON "assessment" USING gin ("cluster_name" gin_trgm_ops);
CREATE INDEX "subscription_display_name_trgm" ON "subscription" USING gin ("display_name" gin_trgm_ops);

-- The audit log can only grow.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
