import { countOf } from '../../platform/count-of.ts';
import { isChange } from '../../audit/record/control/is-change.ts';
import { erasuresIn } from '../../audit/record/control/erasure.ts';
import { holdIn } from '../../audit/record/control/hold.ts';
import { epochIn } from '../../audit/record/control/epoch.ts';
import { writeRanges } from '../../audit/record/index-ranges.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { pruningIn } from '../../audit/record/control/pruning.ts';
import { quarantineIn } from '../../audit/record/control/quarantine.ts';
import { withdrawalsIn } from '../../audit/record/control/withdrawal.ts';
import { writeRetention } from '../../audit/record/control/retention.ts';
import { printNumbers } from '../../platform/print-numbers.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { THRESHOLD_RULES, thresholdOf } from '../catalog/threshold-rule.ts';
import { declarationOf } from '../catalog/unusual-rule.ts';

const NONE = 'none';

/** Describes what a control record changed; null if it changed nothing. */
type DescribeChange = (leaf: PlainLeaf) => string | null;

/**
 * Creates a describer, to be called with every leaf in the order of the ledger. A value that is recorded again is not a
 * change.
 */
export function createChangeDescriber(): DescribeChange {
  const lastValues = new Map(DEFAULTS);
  /** Whether the value differs from the last recorded one. */
  const isNew = (name: string, value: unknown): boolean => {
    const text = String(value);
    const isSame = lastValues.get(name) === text;
    lastValues.set(name, text);
    return !isSame;
  };
  return (leaf) => {
    const words = WORDS.get(leaf.kind);
    if (words !== undefined) return words(leaf, isNew);
    // A kind that only later versions know is reported by its name.
    return isChange(leaf) ? `Recorded: ${leaf.kind}` : null;
  };
}

/** Values that are not reported when a ledger starts with them, but when a setting returns to them. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['clock', 'machine'],
  ['mode', 'filter'],
  ['supergraph', 'compared'],
  ['rules', NONE],
  ['development', 'off'],
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
  ['log.threshold', thresholdWords],
]);

/** Settings that every gateway records at its start; commands do not record them. */
const START = {
  clock: (value) =>
    value === 'set' ? 'The clock is set by hand' : "The clock is the machine's again",
  retention: (value) => `Years for which records are kept: ${value}`,
  identity: (value) =>
    value === 'committed'
      ? 'Patients are named by commitments from here on'
      : 'Patients are named by their ids from here on',
} as const satisfies Words;

/** Settings that decide what callers see. */
const POLICY = {
  policyHash: (value) => `Policy is ${short(value)}`,
  schemaHash: (value) => `Schema is ${short(value)}`,
  version: (value) => `Version is ${value}`,
  mode: (value) => `Mode is ${value}`,
  development: (value) =>
    value === 'on'
      ? 'Development mode is on: programs on the machine of the gateway get any role'
      : 'Development mode is off',
  supergraph: (value) => `Supergraph was ${value}`,
  rules: (value) => `Custom rules are ${value === NONE ? NONE : short(value)}`,
  smallAreas: (value) => `Small areas are those of ${value}`,
  lists: (value) => `Lists of objects with pseudonyms are served by ${value}`,
  authorizationHash: (value) => `Reach and default roles are ${short(value)}`,
  purposeHash: (value) => `Purposes of use are ${short(value)}`,
  breakGlassHash: (value) => `Settings of break-glass are ${short(value)}`,
  relationshipsHash: (value) => `Relationships are queried by ${short(value)}`,
  identityHash: (value) => `Issuers and their roles are ${short(value)}`,
  documentsHash: (value) => `Trusted documents are ${short(value)}`,
  adminHash: (value) =>
    `Settings of who reads reports, sees names and changes thresholds are ${short(value)}`,
  surveillanceHash: (value) => `Rules for unusual access and their facts are ${short(value)}`,
} as const satisfies Words;

type Words = Readonly<Record<string, (value: string) => string>>;

function settings({ details }: PlainLeaf, words: Words, isNew: IsNew): readonly string[] {
  return Object.entries(words).flatMap(([name, write]) => {
    const value = details?.[name];
    return value == null || !isNew(name, value) ? [] : [write(String(value))];
  });
}

/** The changed settings of a `log.policy` record. Its `rules` are null if there are no custom rules. */
function policyWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const { details } = leaf;
  const rules = details?.['rules'] === null ? { rules: NONE } : {};
  return join(settings({ ...leaf, details: details && { ...details, ...rules } }, POLICY, isNew));
}

/** The changed settings of a `log.start` record. One without a clock was written with the clock of the machine. */
function startedWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const details = { clock: 'machine', ...leaf.details };
  return join([startWords(leaf), ...settings({ ...leaf, details }, START, isNew)]);
}

/** The start of a gateway that opened the ledger without its guard file; null for any other start. */
function startWords({ details }: PlainLeaf): string | null {
  const vouchedBy = details?.['vouchedBy'];
  if (vouchedBy == null || vouchedBy === 'guard') return null;
  return `The ledger was opened without its guard; confirmed by: ${vouchedBy}`;
}

function holdWords(leaf: PlainLeaf, isNew: IsNew): string | null {
  const hold = holdIn(leaf);
  if (hold === null) return null;
  if (hold.kind === 'release') return `Hold ${hold.id} was released`;
  // A hold is recorded again when it covers more records. Only its first record is reported.
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
  return `Withdrawn: the text of record ${printNumbers(withdrawalsIn(leaf))} is not the one that was recorded`;
}

function quarantineWords(leaf: PlainLeaf): string {
  const found = quarantineIn(leaf);
  if (found === null) return 'Records were removed from the end of the ledger';
  const { first, batches, records, evidence } = found;
  const kept = `the removed bytes are in a file with the SHA-256 ${evidence}`;
  return batches === 0
    ? `The row with the end of the ledger was corrected at record ${first}; ${kept}`
    : `Removed from the end of the ledger, because no key of the ledger had signed them: ${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on; ${kept}`;
}

function pruneWords(leaf: PlainLeaf): string {
  const pruning = pruningIn(leaf);
  if (pruning === null) return 'Records were pruned';
  const { ranges, leaves, retention } = pruning;
  return `Pruned: ${leaves} of the records ${writeRanges(ranges)}, by a retention in years of ${writeRetention(retention)}`;
}

/** A record of this kind begins an epoch of the ledger, after it was restored from a copy. */
function incarnationWords(leaf: PlainLeaf): string {
  const found = epochIn(leaf);
  if (found === null) return 'The ledger was resumed';
  const { restored, known } = found;
  const lost = known === null ? '' : `; it had had ${known.size} at least`;
  return `The ledger was resumed from a copy of ${restored.origin} with ${countOf(restored.size, 'record')}${lost}`;
}

/** A step in the change of the threshold of a rule for unusual access. */
function thresholdWords(leaf: PlainLeaf): string {
  const { details } = leaf;
  const rule = THRESHOLD_RULES.find((each) => each === details?.['rule']);
  const step = THRESHOLD_WORDS.get(detail(leaf, 'step'));
  if (rule === undefined || step === undefined) return `Recorded: ${leaf.kind}`;
  const { title } = declarationOf(rule);
  const { unit } = thresholdOf(rule);
  const to =
    details?.['to'] === null ? "the configuration's value" : `${detail(leaf, 'to')} ${unit}`;
  const account = leaf.actor?.name ?? leaf.actor?.subject ?? 'an unknown account';
  return `A change of the threshold of the rule “${title}” from ${detail(leaf, 'from')} to ${to} was ${step} by ${account}`;
}

const THRESHOLD_WORDS: ReadonlyMap<string, string> = new Map([
  ['CHANGED', 'made'],
  ['PROPOSED', 'proposed'],
  ['APPROVED', 'approved'],
  ['REJECTED', 'rejected'],
  ['WITHDRAWN', 'withdrawn'],
]);

function detail({ details }: PlainLeaf, name: string): string {
  return String(details?.[name] ?? 'unknown');
}

/** A prefix that distinguishes hashes. The record holds the whole hash. */
function short(hash: string): string {
  return hash.slice(0, 12);
}

function join(words: readonly (string | null)[]): string | null {
  const sentences = words.flatMap((word) => word ?? []);
  return sentences.length === 0 ? null : sentences.join('. ');
}
