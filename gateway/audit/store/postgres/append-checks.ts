import { sql, type Kysely } from '../../../platform/kysely.ts';
import { createCheck, type Check } from './create-check.ts';

/**
 * Creates triggers that refuse rows which no gateway writes, also from a stolen login of a writer: a batch that doesn't follow
 * the last batch, a head of another batch, and rows that are added after their batch. Each would stop all gateways until the
 * owner of the tables removes it. A released step: it must never be edited.
 */
export async function createAppendChecks(database: Kysely<unknown>): Promise<void> {
  for (const check of APPEND_CHECKS) await sql.raw(createCheck(check)).execute(database);
  for (const statement of APPEND_TRIGGERS) await sql.raw(statement).execute(database);
}

/** The text of a trigger function. It runs with the rights of the inserting login, which may read what it reads. */
function defineCheck(name: string, declarations: string, body: string): Check {
  const text = `
    DECLARE ${declarations}
    BEGIN
      ${body}
      RETURN NULL;
    END `;
  return { name, text };
}

const refuse = (reason: string) => `RAISE EXCEPTION '${reason}' USING ERRCODE = 'check_violation';`;

/** The head moves in the same statement as its batch is inserted. */
const BATCH = defineCheck(
  'check_batch',
  'previous bigint; head bigint;',
  `
      SELECT size INTO previous FROM phi_audit.batches
        WHERE first < NEW.first ORDER BY first DESC LIMIT 1;
      SELECT size INTO head FROM phi_audit.head WHERE id = 1;
      IF NEW.first <> coalesce(previous, 0) OR NEW.count < 1
        OR NEW.size <> NEW.first + NEW.count OR NEW.size IS DISTINCT FROM head
        OR octet_length(NEW.hashes) <> 32 * NEW.count THEN
        ${refuse('A batch must follow the last one.')}
      END IF;`,
);

/** Root and batch hash as in https://www.rfc-editor.org/rfc/rfc6962#section-2.1 and batch.ts. */
const HEAD = defineCheck(
  'check_head',
  'subtrees integer; at integer; node bytea;',
  `
      subtrees := length(replace(NEW.size::bit(64)::text, '0', ''));
      at := 32 * (subtrees - 1);
      IF octet_length(NEW.edge) = at + 32 THEN
        node := substring(NEW.edge FROM at + 1 FOR 32);
        WHILE at > 0 LOOP
          at := at - 32;
          node := sha256('\x01'::bytea || substring(NEW.edge FROM at + 1 FOR 32) || node);
        END LOOP;
      END IF;
      IF node IS DISTINCT FROM NEW.root OR NOT EXISTS (
        SELECT FROM phi_audit.batches AS last
        WHERE last.first = OLD.size AND last.size = NEW.size AND last.root = NEW.root
          AND NEW.batch = sha256(
            convert_to('phi-gateway/batch/v1' || E'\n' || last.note, 'UTF8') || last.hashes)
      ) THEN
        ${refuse('The head must be that of the batch that is added.')}
      END IF;`,
);

/**
 * The beginning of a condition that is true unless this transaction has inserted the last batch: `xmin` is the transaction that
 * inserted a row.
 */
const isNotWithBatch = `
      SELECT first, size, xmin INTO last FROM phi_audit.batches ORDER BY first DESC LIMIT 1;
      IF last.xmin IS DISTINCT FROM pg_current_xact_id()::xid`;

const BESIDE = defineCheck(
  'check_beside',
  'last record;',
  `${isNotWithBatch} THEN
        ${refuse('Rows beside a batch must be added with it.')}
      END IF;`,
);

const LEAVES = defineCheck(
  'check_leaves',
  'last record;',
  `${isNotWithBatch} OR EXISTS (SELECT FROM added WHERE leaf < last.first OR leaf >= last.size) THEN
        ${refuse('Rows beside a batch must be added with it.')}
      END IF;`,
);

export const APPEND_CHECKS: readonly Check[] = [BATCH, HEAD, BESIDE, LEAVES];

export const APPEND_TRIGGERS: readonly string[] = [
  `CREATE TRIGGER batch_follows AFTER INSERT ON phi_audit.batches
    FOR EACH ROW EXECUTE FUNCTION phi_audit.check_batch()`,
  `CREATE TRIGGER head_follows AFTER UPDATE ON phi_audit.head
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION phi_audit.check_head()`,
  `CREATE TRIGGER opening_follows AFTER INSERT ON phi_audit.openings
    FOR EACH STATEMENT EXECUTE FUNCTION phi_audit.check_beside()`,
  `CREATE TRIGGER identities_follow AFTER INSERT ON phi_audit.identities
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION phi_audit.check_leaves()`,
];
