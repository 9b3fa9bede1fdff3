import { isDeepStrictEqual } from 'node:util';
import type { PlainLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';

/**
 * The records of leaves, in order, as they were before the ledger split them and added its members. Throws if a part is
 * missing, or repeats something else than the part before it.
 */
export function joinParts(leaves: readonly PlainLeaf[]): readonly AuditRecord[] {
  const records: AuditRecord[] = [];
  let last: PlainLeaf | null = null;
  for (const leaf of leaves) {
    const isFirst = last === null || last.part === last.parts;
    if (leaf.part !== (isFirst ? 1 : (last?.part ?? 0) + 1)) throw new Error('a part is missing');
    if (!isFirst && leaf.id !== last?.id) throw new Error('a part is of another record');
    const before = isFirst ? undefined : records.pop();
    records.push(before ? join(before, recordOf(leaf)) : recordOf(leaf));
    last = leaf;
  }
  if (last !== null && last.part !== last.parts) throw new Error('the last part is missing');
  return records;
}

/** A leaf without the members that the ledger adds. */
export function recordOf(leaf: PlainLeaf): AuditRecord {
  const record = { ...leaf };
  for (const name of ADDED) Reflect.deleteProperty(record, name);
  return record;
}

const ADDED: readonly (keyof PlainLeaf)[] = ['_t', 'at', 'id', 'part', 'parts', 'source'];

function join(before: AuditRecord, after: AuditRecord): AuditRecord {
  if (!isDeepStrictEqual(repeated(before), repeated(after))) throw new Error('parts differ');
  return {
    ...before,
    accesses: joinEntries(before.accesses, after.accesses),
    denied: [...before.denied, ...after.denied],
    arguments: [...before.arguments, ...after.arguments],
    patients: [...before.patients, ...after.patients],
  };
}

/** What each part repeats. */
function repeated(record: AuditRecord): AuditRecord {
  return { ...record, accesses: [], denied: [], arguments: [], patients: [] };
}

/** An entry that continues in the next part repeats its type, fields and rule. */
function joinEntries(
  before: AuditRecord['accesses'],
  after: AuditRecord['accesses'],
): AuditRecord['accesses'] {
  const [last, next] = [before.at(-1), after[0]];
  if (!last || !next || !isDeepStrictEqual({ ...last, objects: [] }, { ...next, objects: [] }))
    return [...before, ...after];
  const joined = { ...last, objects: [...last.objects, ...next.objects] };
  return [...before.slice(0, -1), joined, ...after.slice(1)];
}
