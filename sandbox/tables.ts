import type { DatabaseSync } from "node:sqlite";

/** Grows by one with each change of the tables; a data folder with another number is refused. */
const SCHEMA_VERSION = 5;

const TABLES = `
CREATE TABLE resource (
  id_key TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  subscription_id TEXT,
  resource_group TEXT,
  location TEXT,
  parent_key TEXT,
  body TEXT NOT NULL,
  etag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
);
CREATE INDEX resource_of_type ON resource (type, id_key);
CREATE INDEX resource_of_subscription ON resource (type, subscription_id);
CREATE INDEX connected_from ON resource (body ->> '$.tags.ms_defender_cluster_id')
  WHERE type = 'microsoft.kubernetes/connectedclusters';
CREATE INDEX resource_of_parent ON resource (parent_key) WHERE parent_key IS NOT NULL;

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  resource_key TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0,
  final_body TEXT NOT NULL,
  error TEXT
);
CREATE INDEX operation_due ON operation (ends_at) WHERE settled = 0;
CREATE INDEX operation_of_resource ON operation (resource_key) WHERE settled = 0;

CREATE TABLE cluster_timeline (cluster_key TEXT PRIMARY KEY, stages TEXT NOT NULL);

CREATE TABLE kubernetes_object (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster TEXT NOT NULL,
  resource TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX kubernetes_object_place
  ON kubernetes_object (cluster, resource, namespace, name);

CREATE TABLE deployment (
  number INTEGER PRIMARY KEY,
  cluster_key TEXT NOT NULL,
  definition TEXT NOT NULL,
  cause TEXT NOT NULL,
  remediation_key TEXT,
  state TEXT NOT NULL,
  due_at INTEGER,
  operation_id TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX deployment_due ON deployment (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deployment_of_task_due ON deployment (due_at)
  WHERE due_at IS NOT NULL AND remediation_key IS NOT NULL;
CREATE UNIQUE INDEX deployment_planned ON deployment (cluster_key, definition, cause)
  WHERE remediation_key IS NULL;
CREATE INDEX deployment_of_cause ON deployment (cause) WHERE due_at IS NULL;
CREATE INDEX deployment_of_remediation ON deployment (remediation_key, state)
  WHERE remediation_key IS NOT NULL;

CREATE TABLE connector_visit (
  connector_key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  blocked TEXT NOT NULL
);

CREATE TABLE effect (
  number INTEGER PRIMARY KEY,
  resource_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  at INTEGER NOT NULL
);

CREATE INDEX effect_of_resource ON effect (lower(resource_id), number);

CREATE TABLE fault (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  draws INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE throttle (subject TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL);
CREATE TABLE early_call (
  number INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL
);

CREATE TABLE oidc (
  model TEXT NOT NULL,
  id TEXT NOT NULL,
  payload TEXT NOT NULL,
  grant_id TEXT,
  uid TEXT,
  expires_at INTEGER,
  PRIMARY KEY (model, id)
);
CREATE INDEX oidc_of_grant ON oidc (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_of_uid ON oidc (uid) WHERE uid IS NOT NULL;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`;

/**
 * Creates the tables in a new file.
 * @throws Error when the file was made by another version of the sandbox.
 */
export function createTables(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (row.user_version === SCHEMA_VERSION) return;
  if (row.user_version !== 0) {
    throw new Error(
      "The sandbox's data folder was made by another version. Delete it to begin anew.",
    );
  }
  database.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}
