-- DropIndex
DROP INDEX "assessment_recommendation_id_status_cluster_name_id_idx";

-- DropIndex
DROP INDEX "assessment_subscription_id_recommendation_id_status_idx";

-- DropIndex
DROP INDEX "assessment_cluster_id_idx";

-- DropIndex
DROP INDEX "assessment_recommendation_id_cluster_id_key";

-- CreateTable
CREATE TABLE "assessment_tally" (
    "id" BIGSERIAL NOT NULL,
    "recommendation_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "assessment_tally_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "assessment_subscription_id_resource_group_idx" ON "assessment"("subscription_id", "resource_group");

-- CreateIndex
CREATE UNIQUE INDEX "assessment_cluster_id_recommendation_id_key" ON "assessment"("cluster_id", "recommendation_id");

-- What Prisma's schema cannot say.

-- Serves a list by name, its search and what they count, without reading the table.
CREATE INDEX "assessment_by_name" ON "assessment"("recommendation_id", "status", "cluster_name", "id")
  INCLUDE ("subscription_id", "resource_group", "region");

CREATE FUNCTION tally_assessments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO assessment_tally (recommendation_id, subscription_id, region, status, count)
    SELECT recommendation_id, subscription_id, region, status, count(*) FROM now_there GROUP BY 1, 2, 3, 4;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO assessment_tally (recommendation_id, subscription_id, region, status, count)
    SELECT recommendation_id, subscription_id, region, status, -count(*) FROM there_before GROUP BY 1, 2, 3, 4;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO assessment_tally (recommendation_id, subscription_id, region, status, count)
    SELECT recommendation_id, subscription_id, region, status, sum(change)
      FROM (SELECT *, 1 AS change FROM now_there UNION ALL SELECT *, -1 FROM there_before) AS changed
     GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0;
  ELSE
    DELETE FROM assessment_tally;
  END IF;
  RETURN NULL;
END$$;
CREATE TRIGGER assessment_tally_insert AFTER INSERT ON "assessment"
  REFERENCING NEW TABLE AS now_there FOR EACH STATEMENT EXECUTE FUNCTION tally_assessments();
CREATE TRIGGER assessment_tally_update AFTER UPDATE ON "assessment"
  REFERENCING NEW TABLE AS now_there OLD TABLE AS there_before FOR EACH STATEMENT EXECUTE FUNCTION tally_assessments();
CREATE TRIGGER assessment_tally_delete AFTER DELETE ON "assessment"
  REFERENCING OLD TABLE AS there_before FOR EACH STATEMENT EXECUTE FUNCTION tally_assessments();
CREATE TRIGGER assessment_tally_truncate AFTER TRUNCATE ON "assessment"
  FOR EACH STATEMENT EXECUTE FUNCTION tally_assessments();
INSERT INTO assessment_tally (recommendation_id, subscription_id, region, status, count)
  SELECT recommendation_id, subscription_id, region, status, count(*) FROM assessment GROUP BY 1, 2, 3, 4;
