-- AlterTable
ALTER TABLE "connector" ADD COLUMN     "permissions" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "connector_draft" ADD COLUMN     "baseline" TEXT NOT NULL DEFAULT '';

-- A connector is changed by one wish at a time.
CREATE UNIQUE INDEX connector_wish_one_live ON connector_wish (connector_id)
  WHERE state IN ('queued', 'applying');
