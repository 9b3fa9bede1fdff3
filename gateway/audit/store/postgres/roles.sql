-- Who may do what in the audit ledger. Run it as the owner of the tables, who must be allowed to create roles,
-- after `phi-gateway audit migrate`, and again after each later one. It makes five roles without a login; give
-- each gateway, auditor and operator a login of their own in one of them:
--
--   CREATE ROLE gateway_1 LOGIN PASSWORD '…' IN ROLE phi_audit_writer;
--   CREATE ROLE auditor LOGIN PASSWORD '…' IN ROLE phi_audit_reader;
--
-- A gateway refuses a login that may change or delete a batch, or become a role that may.
--
-- The report index, which `admin.index` of a configuration and `--index` of a command name by a URL, is made and
-- read by one login of its own:
--
--   CREATE ROLE reports LOGIN PASSWORD '…' IN ROLE phi_audit_indexer;
--
-- All gateways and commands that share the index name this one login: what it makes there is its own. A gateway
-- with `admin` whose own login would have to make the index (42501) refuses to start.

DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['phi_audit_writer', 'phi_audit_reader', 'phi_audit_pruner', 'phi_audit_eraser',
    'phi_audit_indexer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA phi_audit FROM %I', role);
    EXECUTE format('GRANT USAGE ON SCHEMA phi_audit TO %I', role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA phi_audit TO %I', role);
  END LOOP;
END
$$;

REVOKE ALL ON SCHEMA phi_audit FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA phi_audit FROM PUBLIC;

-- Gateways: they add, and move the head; nothing that is in the ledger is theirs to change.
GRANT INSERT ON phi_audit.batches, phi_audit.openings, phi_audit.identities TO phi_audit_writer;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_writer;

-- Whoever prunes puts that on the record first, and may then take bodies away: no hash, no signature, no row.
GRANT INSERT ON phi_audit.batches, phi_audit.openings, phi_audit.identities TO phi_audit_pruner;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_pruner;
GRANT UPDATE (leaves) ON phi_audit.batches TO phi_audit_pruner;
GRANT DELETE ON phi_audit.openings, phi_audit.identities TO phi_audit_pruner;

-- Whoever erases a patient puts that on the record, and removes what opened the ids in it: no record itself.
GRANT INSERT ON phi_audit.batches, phi_audit.openings TO phi_audit_eraser;
GRANT UPDATE (size, root, edge, batch) ON phi_audit.head TO phi_audit_eraser;
GRANT UPDATE (openings) ON phi_audit.identities TO phi_audit_eraser;
GRANT DELETE ON phi_audit.openings TO phi_audit_eraser;

-- Whoever keeps the report index reads the ledger, and makes schemas beside it (phi_reports, and phi_reports_next
-- while it is built anew) that are its own: nobody else needs to get at what is derived there, gateways included.
DO $$
BEGIN
  EXECUTE format('GRANT CREATE ON DATABASE %I TO phi_audit_indexer', current_database());
END
$$;
