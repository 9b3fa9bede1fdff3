import { StartError } from '../../../platform/errors.ts';
import { compareRemembered } from '../../append/compare-remembered.ts';
import { requestCosignatures } from '../../publish/request-cosignatures.ts';
import type { WitnessAddress } from '../../publish/create-witness-client.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { ProvenEnd } from './find-proven-end.ts';
import { readProvenPart } from './without-tail.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** Checkpoints and witnesses outside a ledger. */
export interface Memory {
  /** The guard of the signing key; null for none. */
  readonly guard: string | null;
  /** Other checkpoints, such as the guards of gateways and the files of sinks. */
  readonly checkpoints: readonly string[];
  readonly witnesses: readonly WitnessAddress[];
}

/** How long a witness may take, and how old its cosignature may be. */
const WITNESS_TERMS = { timeoutMs: 10_000, freshSeconds: 300 };

/**
 * Throws a `StartError` unless all remembered checkpoints are in the proven part of the ledger: records that a checkpoint
 * covers must not be removed. Returns the number of records that the largest checkpoint covers; 0 without a checkpoint.
 */
export async function assertNotRemembered(
  { end, reader }: { readonly end: ProvenEnd; readonly reader: LedgerReader },
  { guard, checkpoints, witnesses }: Memory,
  at: number,
): Promise<number> {
  const notes = [
    ...(guard === null ? [] : [{ called: 'guard', note: guard }]),
    ...checkpoints.map((note) => ({ called: '--checkpoint', note })),
  ];
  const { size } = end.head;
  const ledger = readProvenPart(reader, end);
  let covered = 0;
  for (const { called, note } of notes) {
    const found = await compareRemembered(ledger, note, {
      origin: end.origin,
      keys: end.keys.verifiers(),
    });
    if (found.kind === 'unsigned') {
      throw new StartError([
        `The ${called} is not a checkpoint that a key of the first ${size} records has signed: nothing is removed. Examine who signed it.`,
      ]);
    }
    if (found.kind !== 'held')
      throw remembered(called, found.checkpoint, { size, where: reader.where });
    covered = Math.max(covered, found.checkpoint.size);
  }
  if (witnesses.length > 0) {
    const latest = { size, note: end.note };
    const proven = { ...reader, latest: () => Promise.resolve(latest) };
    const quorum = { witnesses, require: witnesses.length, ...WITNESS_TERMS };
    const cosigned = await requestCosignatures(proven, quorum, at);
    if (!cosigned.ok) {
      throw new StartError([
        `Nothing is removed: of the first ${size} records of the ledger, ${cosigned.reason}.`,
      ]);
    }
    // All witnesses confirmed the whole proven part.
    covered = size;
  }
  return covered;
}

function remembered(
  called: string,
  { size, origin }: { readonly size: number; readonly origin: string },
  proven: { readonly size: number; readonly where: string },
): StartError {
  return new StartError([
    `The ${called} covers ${size} records of ${origin}, and disagrees with the ${proven.size} proven records of the ledger: the records that it covers were recorded, so nothing is removed. Restore a copy that contains them, then run: ${auditCommand('resume --reason TEXT', proven.where)}`,
  ]);
}
