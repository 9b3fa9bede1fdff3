import { writeLeaves } from '../../../gateway/audit/record/leaf.ts';
import {
  isCommitted,
  parseLeaf,
  type PlainLeaf,
} from '../../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import { ledgerOptions } from '../../gateway/audit/sample.ts';

/** The default time of {@link plainLeaf}, in UTC ms since 1970. */
export const RECORDED = 1_764_000_000_250;

/** The leaf that a gateway writes for a record, as a reader parses it. */
export function plainLeaf(record: AuditRecord, at = RECORDED): PlainLeaf {
  const { source } = ledgerOptions('');
  const id = '019a0000-0000-7000-8000-000000000010';
  const [bytes] = writeLeaves(record, { id, at, source });
  const leaf = bytes === undefined ? null : parseLeaf(bytes);
  if (leaf === null || isCommitted(leaf)) throw new Error('A written leaf does not read back.');
  return leaf;
}
