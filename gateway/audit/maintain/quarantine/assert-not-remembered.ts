import { StartError } from '../../../platform/errors.ts';
import { compareRemembered } from '../../append/compare-remembered.ts';
import { requestCosignatures } from '../../publish/request-cosignatures.ts';
import type { WitnessAddress } from '../../publish/create-witness-client.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { ProvenEnd } from './find-proven-end.ts';
import { readProvenPart } from './without-tail.ts';

/** What remembers a ledger outside of it. */
export interface Memory {
  /** What the guard of the key that signs holds; null for none. */
  readonly guard: string | null;
  /** Other checkpoints, such as guards of gateways and files of sinks hold. */
  readonly checkpoints: readonly string[];
  readonly witnesses: readonly WitnessAddress[];
}

/** How long a witness may take, and how old its cosignature may be. */
const WITNESS_TERMS = { timeoutMs: 10_000, freshSeconds: 300 };

/**
 * Throws a `StartError` unless all that is remembered of a ledger lies within its proven part: what is remembered and not
 * there was recorded. How many records the largest checkpoint covers; 0 where nothing is remembered.
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
  let known = 0;
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
    if (found.kind !== 'held') throw remembered(called, found.checkpoint, size);
    known = Math.max(known, found.checkpoint.size);
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
    known = size;
  }
  return known;
}

function remembered(
  called: string,
  { size, origin }: { readonly size: number; readonly origin: string },
  proven: number,
): StartError {
  return new StartError([
    `The ${called} remembers ${size} records of ${origin}, and the first ${proven} of the ledger are proven, which do not agree with it: what it remembers was recorded, and nothing is removed. Restore a copy that holds it, then run: phi-gateway audit resume --reason TEXT`,
  ]);
}
