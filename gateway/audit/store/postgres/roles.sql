-- Roles of the audit ledger. Run this as the owner of the ledger's tables and of its database, with the right to create
-- roles, after each `phi-gateway audit migrate`. Use a separate database for the ledger: afterwards only the owner and the
-- roles below can connect to it. The script creates six roles without a login. Give each gateway, auditor and operator a
-- separate login in one of them:
--
--   CREATE ROLE gateway_1 LOGIN PASSWORD '…' CONNECTION LIMIT 20 IN ROLE phi_audit_writer;
--   CREATE ROLE auditor LOGIN PASSWORD '…' CONNECTION LIMIT 20 IN ROLE phi_audit_reader;
--
-- A login should be in phi_audit_quarantiner only while `phi-gateway audit quarantine` runs:
--
--   CREATE ROLE mender LOGIN PASSWORD '…' IN ROLE phi_audit_quarantiner;
--   DROP ROLE mender;
--
-- A gateway refuses a login that may change or delete a batch, or become a role that may.
--
-- One separate login creates and reads the report index, which is the URL in `admin.index` of the configuration or in
-- `--index` of a command:
--
--   CREATE ROLE reports LOGIN PASSWORD '…' CONNECTION LIMIT 20 IN ROLE phi_audit_indexer;
--
-- All gateways and commands that share the index must use this login, since it owns the index. A gateway with `admin` that
-- would have to create the index with its own login (42501) refuses to start.

BEGIN;

-- Otherwise functions of other logins could run with the rights of the owner.
SET LOCAL search_path = pg_catalog, pg_temp;

DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['phi_audit_writer', 'phi_audit_reader', 'phi_audit_pruner', 'phi_audit_eraser',
    'phi_audit_quarantiner', 'phi_audit_indexer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role AND
      (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)) THEN
      RAISE EXCEPTION 'The role % may log in or has rights on the whole server: it must not.', role;
    END IF;
    EXECUTE format('REVOKE ALL ON SCHEMA phi_audit FROM %I', role);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA phi_audit FROM %I', role);
    EXECUTE format('GRANT USAGE ON SCHEMA phi_audit TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA phi_audit TO %I', role);
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM %I', current_database(), role);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
  END LOOP;

  -- Any login of the server could otherwise connect, and take locks, temporary tables and connections.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  IF has_database_privilege('public', current_database(), 'CONNECT') THEN
    RAISE EXCEPTION 'Every login of the server can connect to the database: run this as its owner.';
  END IF;
  -- Servers before PostgreSQL 15 let every login create functions there.
  IF to_regnamespace('public') IS NOT NULL AND has_schema_privilege('public', 'public', 'CREATE') THEN
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END IF;
END
$$;

REVOKE ALL ON SCHEMA phi_audit FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA phi_audit FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA phi_audit FROM PUBLIC;

-- Gateways add rows and update the head. They can change no other row.
GRANT INSERT ON phi_audit.batches, phi_audit.openings, phi_audit.identities TO phi_audit_writer;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_writer;

-- Logins that prune record it first, and may then delete bodies, but no hash, signature or row.
GRANT INSERT ON phi_audit.batches, phi_audit.openings, phi_audit.identities TO phi_audit_pruner;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_pruner;
GRANT UPDATE (leaves) ON phi_audit.batches TO phi_audit_pruner;
GRANT DELETE ON phi_audit.openings, phi_audit.identities TO phi_audit_pruner;

-- Logins that erase a patient record it, and delete identity openings, but no record.
GRANT INSERT ON phi_audit.batches, phi_audit.openings TO phi_audit_eraser;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_eraser;
GRANT UPDATE (openings) ON phi_audit.identities TO phi_audit_eraser;
GRANT DELETE ON phi_audit.openings TO phi_audit_eraser;

-- Logins that remove unsigned batches record it in the same transaction. They may delete rows, but not change batches.
GRANT INSERT, DELETE ON phi_audit.batches, phi_audit.openings, phi_audit.identities, phi_audit.head
  TO phi_audit_quarantiner;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_quarantiner;

-- The login of the report index reads the ledger and creates tables in two other schemas, the second during a rebuild. No
-- other role reads them, and it can create nothing elsewhere.
CREATE SCHEMA IF NOT EXISTS phi_reports;
CREATE SCHEMA IF NOT EXISTS phi_reports_next;
DO $$
DECLARE
  schema text;
BEGIN
  FOREACH schema IN ARRAY ARRAY['phi_reports', 'phi_reports_next'] LOOP
    BEGIN
      -- An earlier version let the login make them.
      EXECUTE format('ALTER SCHEMA %I OWNER TO CURRENT_USER', schema);
      EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', schema);
      EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO phi_audit_indexer', schema);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE NOTICE 'The schema % stays with the login that made it.', schema;
    END;
  END LOOP;
END
$$;

COMMIT;
