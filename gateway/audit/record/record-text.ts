import { isRecordable } from '../../platform/recorded-text.ts';
import { writeCanonical } from './canonical/canonical-json.ts';
import type { AccessEntry, AuditRecord, RecordedField } from './record.ts';

/**
 * The canonical JSON of a record, with a line break, which canonical JSON has not, in place of each member that the ledger
 * adds. It is written once, in the thread or process of the request; the ledger only inserts its members.
 */
export type RecordText = string & { readonly __brand: 'RecordText' };

/** The members of a leaf that the ledger adds, as canonical JSON. */
export type AddedMembers = Readonly<Record<(typeof ADDED)[number], string>>;

/** In the order of canonical JSON. */
const ADDED = ['_t', 'at', 'id', 'part', 'parts', 'source'] as const;

/** The text of a record; null for a record without an exact canonical form or with a text that is not `isRecordable`. */
export function writeRecord(record: AuditRecord): RecordText | null {
  try {
    return writeMembers(record);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The same for a record in any layout. Throws a `TypeError` where {@link writeRecord} returns null. */
export function writeMembers(record: object): RecordText {
  const names = Object.keys(record).toSorted();
  let index = 0;
  const lines = ADDED.map((added, line) => {
    let text = line === 0 ? '{' : ',';
    for (let name = names[index]; name !== undefined && name < added; name = names[index]) {
      text += `${writeMember(record, name)},`;
      index += 1;
    }
    return text;
  });
  const rest = names.slice(index).map((name) => `,${writeMember(record, name)}`);
  return `${lines.join('\n')}\n${rest.join('')}}` as RecordText;
}

function writeMember(record: object, name: string): string {
  const value: unknown = Reflect.get(record, name);
  return `"${name}":${name === 'accesses' ? writeAccesses(value) : write(value)}`;
}

function write(value: unknown): string {
  return writeCanonical(value, isRecordable);
}

function writeAccesses(accesses: unknown): string {
  if (!Array.isArray(accesses)) throw new TypeError('The accesses of a record are a list.');
  return `[${accesses.map((entry: AccessEntry) => writeAccess(entry)).join(',')}]`;
}

/** An entry: `fields` is its first member. */
function writeAccess({ fields, ...entry }: AccessEntry): string {
  return `{"fields":${writeFields(fields)},${write(entry).slice(1)}`;
}

/** The fields of an entry, which most requests for the same document share. */
function writeFields(fields: readonly RecordedField[]): string {
  const known = writtenFields.get(fields);
  if (known !== undefined) return known;
  const text = write(fields);
  writtenFields.set(fields, text);
  return text;
}

const writtenFields = new WeakMap<readonly RecordedField[], string>();

/** The record of a text. */
export function readRecord(text: RecordText): AuditRecord {
  const leaf = JSON.parse(insertMembers(text, NOTHING)) as AuditRecord & object;
  for (const name of ADDED) Reflect.deleteProperty(leaf, name);
  return leaf;
}

const NOTHING: AddedMembers = {
  _t: 'null',
  at: 'null',
  id: 'null',
  part: 'null',
  parts: 'null',
  source: 'null',
};

/** The canonical JSON of a leaf: the record with the members that the ledger adds. */
export function insertMembers(text: RecordText, added: AddedMembers): string {
  let leaf = '';
  let start = 0;
  for (const name of ADDED) {
    const end = text.indexOf('\n', start);
    leaf += `${text.slice(start, end)}"${name}":${added[name]}`;
    start = end + 1;
  }
  return leaf + text.slice(start);
}
