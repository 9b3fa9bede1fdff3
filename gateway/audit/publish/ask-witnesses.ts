import { StartError } from '../../errors.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import { cosignedAt, readCosigner } from '../tree/cosignature.ts';
import { EMPTY_TREE } from '../tree/merkle-tree.ts';
import { readNote } from '../tree/signed-note.ts';
import {
  createWitnessClient,
  type Submitted,
  type WitnessAddress,
  type WitnessFault,
} from './create-witness-client.ts';
import { proveFrom } from './prove-from.ts';

/** Witnesses of a ledger. */
export interface WitnessQuorum {
  readonly witnesses: readonly WitnessAddress[];
  /** How many must have cosigned a checkpoint for it to count as witnessed. */
  readonly require: number;
  /** An answer that takes longer is none. */
  readonly timeoutMs: number;
}

/** Whether witnesses remember a ledger as it is. */
export type Testimony =
  | { readonly ok: true }
  /** `reason` is the end of a sentence that names them. */
  | { readonly ok: false; readonly reason: string };

/** Clocks differ. A cosignature that is older than this may be one that somebody has kept. */
const FRESH_SECONDS = 300;

/**
 * Asks each witness to cosign how the ledger ends, as a continuation of what it has seen. Whoever does has not
 * seen a longer ledger, or another one; that somebody has outweighs all others. One that has never seen the
 * ledger vouches for nothing and is not shown it. What was written after a witness had last heard of the
 * ledger, and is gone, no witness can miss. `at` is the time, UTC ms. Throws a `StartError` for a key that is
 * none of a witness.
 */
export async function askWitnesses(
  reader: LedgerReader,
  { witnesses, require, timeoutMs }: WitnessQuorum,
  at: number,
): Promise<Testimony> {
  const latest = await reader.latest();
  const whole = latest === null ? null : await proveFrom(reader, EMPTY_TREE, latest.size);
  if (latest === null || whole === null) {
    return { ok: false, reason: 'the ledger has gaps: see phi-gateway audit verify' };
  }
  const answers = await Promise.all(
    witnesses.map(async (address) => {
      const client = createWitnessClient(address, timeoutMs);
      if (client === null) throw notAWitness(address);
      try {
        return {
          address,
          answer: judge(await client.vouch(reader, latest, whole.tree), address, at),
        };
      } finally {
        await client.close();
      }
    }),
  );
  const told = answers.flatMap(({ address, answer }) =>
    answer === null ? [] : [{ fault: answer, text: `${nameOf(address)} ${TEXTS[answer]}` }],
  );
  const disagreeing = told.filter(({ fault }) => fault === 'WITNESS_DISAGREES');
  if (disagreeing.length > 0) {
    return { ok: false, reason: `the witness ${list(disagreeing)}` };
  }
  const count = answers.length - told.length;
  if (count >= require) return { ok: true };
  return {
    ok: false,
    reason: `${count} of the ${require} witnesses that must vouch for it do: ${list(told)}`,
  };
}

/** The refusal of a key that no witness has. */
export function notAWitness({ key }: WitnessAddress): StartError {
  return new StartError([`${key} is no key of a witness: name+id+key, as it prints it.`]);
}

type Doubt = WitnessFault | 'WITNESS_STALE';

const TEXTS: Readonly<Record<Doubt, string>> = {
  WITNESS_DISAGREES: 'has seen a longer ledger than this one, or another',
  WITNESS_NEW: 'has never seen this ledger',
  WITNESS_REFUSED: "refuses this ledger's name or key",
  WITNESS_SILENT: "doesn't answer",
  WITNESS_STALE: 'answers with a cosignature of another time',
};

/** Null where the witness vouches. */
function judge(answer: Submitted, { key }: WitnessAddress, at: number): Doubt | null {
  if (!answer.ok) return answer.fault;
  const note = readNote(answer.checkpoint.note + answer.line);
  const verifier = readCosigner(key);
  const seconds = note === null || verifier === null ? null : cosignedAt(note, verifier);
  const isFresh = seconds !== null && Math.abs(seconds - at / 1000) <= FRESH_SECONDS;
  return isFresh ? null : 'WITNESS_STALE';
}

function list(told: readonly { readonly text: string }[]): string {
  return told.map(({ text }) => text).join('; ');
}

function nameOf({ key }: WitnessAddress): string {
  return readCosigner(key)?.name ?? key;
}
