import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAsTool } from '../../../../gateway/audit/append/write-as-tool.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { pruneRecord } from '../../../../gateway/audit/record/control/pruning.ts';
import { placeHold } from '../../../../gateway/audit/maintain/retain/change-hold.ts';
import {
  describePruning,
  planPruning,
  pruneLedger,
  type PrunePlan,
} from '../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { pruneLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { readCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { cosign } from '../../../../gateway/audit/tree/cosignature.ts';
import type { NoteSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { createEntry } from '../../../../gateway/audit/append/write-entry.ts';
import { NOW, type OldLedger } from '../maintain/retain/old-ledger.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';
import type { Place } from '../stores.ts';
import type { Given, Row } from './verdict-row.ts';

/** What a row about time has to work with. */
export interface TimeTools {
  /** A place without a ledger, and the directory for its files. */
  readonly place: Place;
  readonly directory: string;
  /** A ledger with 300 records of 2017, all of them due in 2026. */
  readonly old: OldLedger;
  readonly witness: NoteSigner;
}

const START = Date.UTC(2026, 5, 1);
const MINUTE = 60_000;
const DAY = 1440;
/** Later than every record. */
const LATER = Date.UTC(2040, 0, 1);

/** Runs a gateway for each list: that many minutes before each record, from when the one before has stopped. */
async function write({ place, directory }: TimeTools, ...runs: readonly (readonly number[])[]) {
  let now = START;
  for (const [pause = 0, ...pauses] of runs) {
    now += pause * MINUTE;
    const options = ledgerOptions(directory, { location: place.location, now: () => now });
    const ledger = await openLedger(options);
    for (const minutes of pauses) {
      now += minutes * MINUTE;
      await ledger.append(accessRecord(['p1']));
    }
    await ledger.close();
  }
}

const writes = (...runs: readonly (readonly number[])[]): Row<TimeTools>['does'] => {
  return async (tools) => {
    await write(tools, ...runs);
    return { now: LATER };
  };
};

/** A verification of the old ledger, by its own guard. */
function ofOld({ old }: TimeTools, given: Given = {}): Given {
  return {
    location: old.place.location,
    publicKey: old.publicKey,
    anchors: [readFileSync(old.tool.guardPath, 'utf8')],
    now: LATER,
    ...given,
  };
}

const prune = ({ old }: TimeTools, at = NOW) => pruneLedger({ ...old.tool, at }, () => undefined);

const plan = ({ old }: TimeTools) => planPruning({ ...old.tool, at: NOW }, () => undefined);

/** Puts a pruning on the record and removes nothing. */
async function announce({ old }: TimeTools, planned: PrunePlan, holds: readonly string[] = []) {
  const pruning = { ...describePruning(planned, planned.tiles), earlier: [], holds };
  await writeAsTool('prune', { ...old.tool, at: NOW }, async ({ writer, start }) => {
    await writer.commit([start, createEntry(NOW, pruneRecord(pruning, NOW))]);
  });
}

/** Removes the bodies of these records, as the owner of the tables can. */
async function empty({ old: { place } }: TimeTools, isGone: (index: number) => boolean) {
  const batches = await place.batches();
  await place.replaceBatches(
    batches.map((batch) => {
      const places = Array.from({ length: batch.count }, (_, offset) => offset);
      const gone = places.filter((offset) => isGone(batch.first + offset));
      return { ...batch, leaves: pruneLeaves(batch.leaves, new Set(gone)) };
    }),
  );
}

/** What a ledger says of times and prunings. Years without a writer are `TIME_GAP` beside the rest. */
export const ROWS_OF_TIME: Readonly<Record<string, Row<TimeTools>>> = {
  'a gateway was silent while it ran': {
    does: writes([0, 1, 3]),
    verdict: ['INCOMPLETE', 'TIME_GAP'],
    text: 'between records 3 and 4',
  },
  'a gateway was silent until its next start, which found its guard file': {
    does: writes([0, 1], [600, 1]),
    verdict: ['PASS'],
    lists: { outageCount: 1, outages: [expectOutage(4, 5)] },
  },
  'a record is later than now': {
    async does(tools) {
      await write(tools, [0, 1, 1]);
      return { now: START - 4 * MINUTE };
    },
    verdict: ['FAIL', 'CLOCK'],
    text: 'record 4 says',
  },
  'the clock of a writer goes back': {
    does: writes([0, 1, -60]),
    verdict: ['FAIL', 'CLOCK'],
    text: 'in record 3 to 2026-05-31T23:01:00.000Z in record 4',
  },
  'the clock of a writer jumps by years': {
    does: writes([0, 1, 7 * 365 * DAY]),
    verdict: ['FAIL', 'CLOCK'],
    text: 'in record 3 to 2033-05-30T00:01:00.000Z in record 4',
  },
  'the content of records is gone and a record states the pruning': {
    async does(tools) {
      await prune(tools);
      return ofOld(tools);
    },
    verdict: ['PASS'],
    caveat: 'pruned bodies: only its signer confirms',
    lists: { pruned: [{ ranges: [[0, 255]] }] },
    ignores: 'TIME_GAP',
  },
  'a record states the pruning of records whose content is still there': {
    async does(tools) {
      await announce(tools, await plan(tools));
      return ofOld(tools);
    },
    verdict: ['INCOMPLETE', 'PRUNE_UNFINISHED'],
    ignores: 'TIME_GAP',
  },
  'records were pruned by a clock that was years ahead': {
    async does(tools) {
      await prune(tools);
      return ofOld(tools, { now: Date.UTC(2018, 0, 1) });
    },
    verdict: ['FAIL', 'CLOCK', 'PRUNE_POLICY'],
    text: 'too young to be pruned',
    ignores: 'TIME_GAP',
  },
  'a record states the pruning of records under a hold, whose content is still there': {
    async does(tools) {
      const planned = await plan(tools);
      const scope = { patient: 'a-9', from: null, until: null };
      const { id, leaf } = await placeHold({ ...tools.old.tool, reason: 'Case 12' }, scope);
      await announce(tools, planned, [`${id}@${leaf}`]);
      return ofOld(tools);
    },
    verdict: ['FAIL', 'PRUNE_UNFINISHED', 'PRUNE_POLICY'],
    text: 'hold',
    ignores: 'TIME_GAP',
  },
  'the content of the first start record of the ledger is gone': {
    async does(tools) {
      await prune(tools);
      await empty(tools, (index) => index === 1);
      return ofOld(tools);
    },
    verdict: ['FAIL', 'BODY_MISSING', 'PRUNE_POLICY'],
    text: 'the first records of the ledger, which must never be pruned',
    ignores: 'TIME_GAP',
  },
  'records were pruned that are younger than a cosignature': {
    async does(tools) {
      const { old, witness } = tools;
      const batches = await old.place.batches();
      const note = batches[0]?.note ?? '';
      const text = readCheckpoint(note)?.note.text ?? '';
      await prune(tools);
      const young = note + cosign(text, Date.UTC(2026, 4, 30) / 1000, witness);
      return ofOld(tools, { anchors: [young], witnesses: [witness.verifier.vkey] });
    },
    verdict: ['FAIL', 'CLOCK', 'PRUNE_POLICY'],
    text: 'had cosigned',
    ignores: 'TIME_GAP',
  },
};

/** What only a file can show. */
export const ROWS_OF_A_FILE: Readonly<Record<string, Row<TimeTools>>> = {
  'a copy lacks the write-ahead log': {
    async does({ place: { location }, directory }) {
      const ledger = await openLedger(ledgerOptions(directory, { location }));
      await ledger.append(accessRecord(['p1']));
      const path = join(directory, 'copy.db');
      copyFileSync(location.kind === 'sqlite' ? location.path : '', path);
      await ledger.close();
      return { location: { kind: 'sqlite', path } };
    },
    verdict: ['FAIL', 'ROLLBACK', 'WAL_MISSING', 'EMPTY'],
  },
  'a page of the file is overwritten': {
    async does(tools) {
      await write(tools, [0, ...Array.from({ length: 30 }, () => 1)]);
      const { location } = tools.place;
      const path = location.kind === 'sqlite' ? location.path : '';
      const bytes = readFileSync(path);
      const page = Math.floor(bytes.length / 4096 / 2) * 4096;
      writeFileSync(path, bytes.fill(0xff, page, page + 4096));
      return { now: LATER };
    },
    verdict: ['INCOMPLETE', 'UNREADABLE'],
  },
};

function expectOutage(after: number, before: number) {
  return { after, before };
}
