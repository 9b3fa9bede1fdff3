import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../gateway/audit/record/opening.ts';
import { walkRecords, type SampleRecord } from '../support/console/sample-records.ts';
import { staffOf, type SampleWorld } from '../support/console/sample-world.ts';
import type { Timed } from './write-ledger.ts';
import { DAY_MS } from '../../gateway/platform/durations.ts';

/** 196 accounts. */
const STAFF = 7;

const PATIENTS = 20_000;

/** A hospital: its staff, and 20,000 patients. */
export const HOSPITAL: SampleWorld = {
  actors: staffOf(STAFF),
  patients: Array.from(
    { length: PATIENTS },
    (_, place) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
  ),
};

/**
 * A year of that hospital up to a time, so many records in their order. Each emergency is closed two days
 * later, but for those of the last two weeks.
 */
export function* hospitalYear(size: number, until: number): Generator<Timed> {
  const waiting: { at: number; leaf: number; of: SampleRecord }[] = [];
  // The first leaf is the ledger's own.
  let leaf = 1;
  for (const each of walkRecords({ size, days: 365, until }, HOSPITAL)) {
    for (; (waiting[0]?.at ?? Infinity) <= each.at; leaf += 1) {
      const due = waiting.shift();
      if (due !== undefined) yield closeCase(due);
    }
    const at = each.at + 2 * DAY_MS;
    const isEmergency = each.record.kind === 'breakglass.start';
    if (isEmergency && at < until - 12 * DAY_MS) waiting.push({ at, leaf, of: each });
    yield each;
    leaf += 1;
  }
}

function closeCase({
  at,
  leaf,
  of,
}: {
  readonly at: number;
  readonly leaf: number;
  readonly of: SampleRecord;
}): Timed {
  const { actor, patients } = of.record;
  const opening = commitTo('Talked to them; it was needed.', leaf.toString(16).padStart(64, '0'));
  const record = controlRecord('review', at, {
    case: `${leaf}-0`,
    concerns: 'record',
    subject: actor?.subject ?? '',
    day: new Date(of.at).toISOString().slice(0, 10),
    rules: 'BREAK_GLASS',
    verdict: 'APPROPRIATE',
    covers: leaf,
    reasonCommitment: opening.commitment,
  });
  const reviewer = actor && { ...actor, subject: 'privacy-1', name: null, roles: ['auditor'] };
  return { at, record: { ...record, actor: reviewer, patients }, opening };
}
