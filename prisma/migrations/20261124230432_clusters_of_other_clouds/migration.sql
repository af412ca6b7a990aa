-- AlterTable
ALTER TABLE "cluster" ADD COLUMN     "arc_name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "described_at" TIMESTAMPTZ(3);

-- Until now whatever was seen was described as well.
UPDATE "cluster" SET "described_at" = "seen_at";

-- By these it is found which Arc-enabled cluster a cluster of another cloud is connected as, and the other way round.
CREATE INDEX cluster_arc_of ON cluster ((tags ->> 'ms_defender_cluster_id')) WHERE kind = 'arc';
CREATE INDEX cluster_arc_name ON cluster (subscription_id, lower(name)) WHERE kind = 'arc';
CREATE INDEX cluster_foreign_name ON cluster (subscription_id, lower(name)) WHERE connector_id IS NOT NULL;
