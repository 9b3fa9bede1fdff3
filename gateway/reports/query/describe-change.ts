import { countOf } from '../../platform/count-of.ts';
import { erasuresIn } from '../../audit/record/control/erasure.ts';
import { holdIn } from '../../audit/record/control/hold.ts';
import { epochIn } from '../../audit/record/control/epoch.ts';
import { writeRanges } from '../../audit/record/index-ranges.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { pruningIn } from '../../audit/record/control/pruning.ts';
import { quarantineIn } from '../../audit/record/control/quarantine.ts';
import { withdrawalsIn } from '../../audit/record/control/withdrawal.ts';
import { writeRetention } from '../../audit/record/control/retention.ts';
import { printNumbers } from '../../audit/verify/check-openings.ts';
import { isoTime } from '../../platform/iso-time.ts';

const NONE = 'none';

/** What a leaf of the ledger's own says has changed; null where nothing has. */
type DescribeChange = (leaf: PlainLeaf) => string | null;

/** Creates the words for leaves that are met in their order: what is told again is no change. */
export function createChangeDescriber(): DescribeChange {
  const known = new Map(USUAL);
  /** Whether this differs from what was said before, or was never said. */
  const isNew = (name: string, value: unknown): boolean => {
    const text = String(value);
    const isSame = known.get(name) === text;
    known.set(name, text);
    return !isSame;
  };
  return (leaf) => {
    const words = WORDS.get(leaf.kind);
    if (words !== undefined) return words(leaf, isNew);
    // Of a kind of a later version it is told that it is there.
    return leaf.kind.startsWith('log.') && !SILENT.has(leaf.kind) ? `Recorded: ${leaf.kind}` : null;
  };
}

/** What is told only where it is otherwise, and where it is so again. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['clock', 'machine'],
  ['mode', 'filter'],
  ['supergraph', 'compared'],
  ['rules', NONE],
]);

type IsNew = (name: string, value: unknown) => boolean;

const WORDS: ReadonlyMap<string, (leaf: PlainLeaf, isNew: IsNew) => string | null> = new Map([
  ['log.start', startedWords],
  ['log.policy', policyWords],
  ['log.key.enrolled', (leaf) => `Key ${detail(leaf, 'key')} was enrolled`],
  ['log.key.retired', (leaf) => `Key ${detail(leaf, 'key')} was retired`],
  ['log.hold.placed', holdWords],
  ['log.hold.released', holdWords],
  ['log.erase', eraseWords],
  ['log.withdraw', withdrawWords],
  ['log.quarantine', quarantineWords],
  ['log.prune', pruneWords],
  ['log.incarnation', incarnationWords],
]);

const SILENT: ReadonlySet<string> = new Set(['log.stop', 'log.heartbeat']);

/** Told by every writer that stays, and not by commands that stop at once. */
const START = {
  clock: (value) =>
    value === 'set' ? 'The clock is one that somebody sets' : "The clock is the machine's again",
  retention: (value) => `Years for which records are kept: ${value}`,
  identity: (value) =>
    value === 'committed'
      ? 'Patients are named by commitments from here on'
      : 'Patients are named by their ids from here on',
} as const satisfies Words;

const POLICY = {
  policyHash: (value) => `Policy is ${short(value)}`,
  schemaHash: (value) => `Schema is ${short(value)}`,
  version: (value) => `Version is ${value}`,
  mode: (value) => `Mode is ${value}`,
  supergraph: (value) => `Supergraph was ${value}`,
  rules: (value) => `Rules of the operator's own are ${value === NONE ? NONE : short(value)}`,
  smallAreas: (value) => `Small areas are those of ${value}`,
  lists: (value) => `Lists of objects behind pseudonyms are served as ${value} says`,
  authorizationHash: (value) => `Reach and default roles are ${short(value)}`,
  purposeHash: (value) => `Purposes of use are ${short(value)}`,
  breakGlassHash: (value) => `Settings of break-glass are ${short(value)}`,
  relationshipsHash: (value) => `Relationships are asked for by ${short(value)}`,
  identityHash: (value) => `Issuers and their roles are ${short(value)}`,
  adminHash: (value) => `Readers of reports are ${short(value)}`,
} as const satisfies Words;

type Words = Readonly<Record<string, (value: string) => string>>;

function settings({ details }: PlainLeaf, words: Words, isNew: IsNew): readonly string[] {
  return Object.entries(words).flatMap(([name, write]) => {
    const value = details?.[name];
    return value == null || !isNew(name, value) ? [] : [write(String(value))];
  });
}

/** What decides. That there are no rules of the operator's own is said by null. */
function policyWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const { details } = leaf;
  const rules = details?.['rules'] === null ? { rules: NONE } : {};
  return join(settings({ ...leaf, details: details && { ...details, ...rules } }, POLICY, isNew));
}

/** A clock of which a start says nothing is the machine's. */
function startedWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const details = { clock: 'machine', ...leaf.details };
  return join([startWords(leaf), ...settings({ ...leaf, details }, START, isNew)]);
}

/** Found without the guard that it should have had. */
function startWords({ details }: PlainLeaf): string | null {
  const vouchedBy = details?.['vouchedBy'];
  if (vouchedBy == null || vouchedBy === 'guard') return null;
  return `The ledger was taken up without its guard, on the word of: ${vouchedBy}`;
}

function holdWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const hold = holdIn(leaf);
  if (hold === null) return null;
  if (hold.kind === 'release') return `Hold ${hold.id} was released`;
  // Written again whenever more is known of what it keeps.
  if (!isNew(`hold ${hold.id}`, '')) return null;
  const { from, until } = hold;
  const period = [
    ...(from === null ? [] : [`from ${isoTime(from)}`]),
    ...(until === null ? [] : [`until ${isoTime(until)}`]),
  ].join(' ');
  const what = hold.hasPatient ? 'the records of a patient' : 'all records';
  return `Hold ${hold.id} was placed on ${what}${period === '' ? '' : ` ${period}`}`;
}

function eraseWords(leaf: PlainLeaf): string {
  const erasures = erasuresIn(leaf);
  const ids = erasures.reduce((sum, { positions }) => sum + positions.length, 0);
  const records = new Set(erasures.map((erasure) => erasure.leaf)).size;
  return `Erased: ${countOf(ids, 'id')} in ${countOf(records, 'record')}`;
}

function withdrawWords(leaf: PlainLeaf): string {
  return `Withdrawn: the text beside record ${printNumbers(withdrawalsIn(leaf))} is not the one that was recorded`;
}

function quarantineWords(leaf: PlainLeaf): string {
  const found = quarantineIn(leaf);
  if (found === null) return 'Something was taken off the end of the ledger';
  const { first, batches, records, evidence } = found;
  const kept = `what was there is in a file with the SHA-256 ${evidence}`;
  return batches === 0
    ? `The row that says where the ledger ends was set right at record ${first}; ${kept}`
    : `Taken off the end of the ledger, because no key of it had signed them: ${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on; ${kept}`;
}

function pruneWords(leaf: PlainLeaf): string {
  const pruning = pruningIn(leaf);
  if (pruning === null) return 'Records were pruned';
  const { ranges, leaves, retention } = pruning;
  return `Pruned: ${leaves} of the records ${writeRanges(ranges)}, by a retention in years of ${writeRetention(retention)}`;
}

function incarnationWords(leaf: PlainLeaf): string {
  const found = epochIn(leaf);
  if (found === null) return 'The ledger was resumed';
  const { restored, known } = found;
  const lost = known === null ? '' : `; it had had ${known.size} at least`;
  return `The ledger was resumed from a copy of ${restored.origin} with ${countOf(restored.size, 'record')}${lost}`;
}

function detail({ details }: PlainLeaf, name: string): string {
  return String(details?.[name] ?? 'unknown');
}

/** Enough of a hash to tell it from others, as it stands in full on the leaf. */
function short(hash: string): string {
  return hash.slice(0, 12);
}

function join(words: readonly (string | null)[]): string | null {
  const said = words.flatMap((word) => word ?? []);
  return said.length === 0 ? null : said.join('. ');
}
