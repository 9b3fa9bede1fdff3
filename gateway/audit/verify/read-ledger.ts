import { countOf } from '../../platform/count-of.ts';
import { TOO_LARGE } from '../export/read-files.ts';
import { KEY_CHANGE_MARKER } from '../record/control/key-change.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import type { Checks } from './checks.ts';
import { inspectAhead, type VerifyThreads, type InspectedRow } from './inspect-ahead.ts';

/** How a ledger is read. */
interface Reading {
  readonly threads: VerifyThreads;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Passes a ledger through the checks, from its first batch to its last one, and closes the reader. A fault of the store
 * becomes a finding, and the rest stays unverified.
 */
export async function readLedger(
  reader: RowReader,
  checks: Checks,
  { threads, onProgress }: Reading,
): Promise<void> {
  const { findings, keyring } = checks;
  const { openings } = checks.leafChecks;
  const ledger = {
    keys: () => keyring.verifiers().map(({ vkey }) => vkey),
    findIdentities: (from: number, to: number) =>
      openings.hasCommitments() ? reader.identities(from, to) : null,
  };
  const position: Position = { end: 0, records: 0, keyBatches: [] };
  const readFrom = async (first: number, total: number) => {
    for await (const rows of inspectAhead(reader.batches(first), ledger, threads)) {
      const before = position.records;
      for (const each of rows) await checkRow(each, checks, position);
      if (Math.floor(before / STEP) < Math.floor(position.records / STEP))
        onProgress(position.records, Math.max(position.records, total));
    }
  };
  try {
    const total = await reader.size();
    await readFrom(0, total);
    // Erasures during the verification are recorded after the part that was read.
    while (openings.needsLaterRecords()) await readFrom(position.end, total);
    // After a failure some leaves may not have been read, and the rows of their openings would look surplus.
    const isFailed = findings.result().result === 'FAIL';
    const { end: size, keyBatches } = position;
    const verified = isFailed ? null : { size, keyBatches, ...openings.found() };
    for await (const { code, range, text } of reader.derivedFaults(verified))
      findings.add(code, range, text);
  } catch (error) {
    const code = reader.faultOf(error);
    if (code === null) throw error;
    const checked = countOf(position.end, 'record');
    const text = `The ledger cannot be read to its end (${code}): ${checked} could be checked.`;
    // A disk fault can make a file unreadable, but never longer.
    findings.breakOff(position.end, text, code === TOO_LARGE);
  } finally {
    await reader.close();
  }
}

/** Updating a progress bar for each record would cost more than the record. */
const STEP = 1000;

/** How far a ledger was read. */
interface Position {
  /** Index after the last leaf that was read. */
  end: number;
  /** Records that were read. */
  records: number;
  /** First leaf of each batch that may enroll or retire a key. */
  readonly keyBatches: number[];
}

async function checkRow(
  { row: { first, batch }, inspection, openings }: InspectedRow,
  { chain, leafChecks }: Checks,
  position: Position,
): Promise<void> {
  chain.check({ first, batch }, inspection);
  // Plain leaves change no keys.
  const isPlain = inspection !== null && inspection.plain !== null;
  if (!isPlain && batch?.leaves.includes(KEY_CHANGE_MARKER) === true)
    position.keyBatches.push(first);
  await leafChecks.openings.compare(openings);
  position.records += batch?.count ?? 0;
  position.end = first + (batch?.count ?? 1);
}
