-- CreateIndex
CREATE INDEX "audit_entry_resource_id_id_idx" ON "audit_entry"("resource_id", "id");
