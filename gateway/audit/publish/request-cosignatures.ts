import { StartError } from '../../platform/errors.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import { readCosigner } from '../tree/cosignature.ts';
import { EMPTY_TREE } from '../tree/merkle-tree.ts';
import {
  createWitnessClient,
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
  /** Cosignatures that are older don't count, nor do those that are from the future. */
  readonly freshSeconds: number;
}

/** Whether witnesses remember a ledger as it is. */
export type CosignatureResult =
  | { readonly ok: true }
  /** `reason` is the end of a sentence that names them. */
  | { readonly ok: false; readonly reason: string };

/**
 * Asks each witness to cosign how the ledger ends, as a continuation of what it has seen. Whoever does has not
 * seen a longer ledger, or another one; that somebody has outweighs all others. One that has never seen the
 * ledger vouches for nothing and is not shown it. What was written after a witness had last heard of the
 * ledger, and is gone, no witness can miss. `at` is the time, UTC ms. Throws a `StartError` for a key that is
 * none of a witness.
 */
export async function requestCosignatures(
  reader: LedgerReader,
  { witnesses, require, timeoutMs, freshSeconds }: WitnessQuorum,
  at: number,
): Promise<CosignatureResult> {
  const latest = await reader.latest();
  const whole = latest === null ? null : await proveFrom(reader, EMPTY_TREE, latest.size);
  if (latest === null || whole === null) {
    return { ok: false, reason: 'the ledger has gaps: see phi-gateway audit verify' };
  }
  const answers = await Promise.all(
    witnesses.map(async (address) => {
      const client = createWitnessClient(address, { timeoutMs, freshSeconds, clock: () => at });
      if (client === null) throw notAWitness(address);
      try {
        const answer = await client.vouch(reader, latest, whole.tree);
        return { address, fault: answer.ok ? null : answer.fault };
      } finally {
        await client.close();
      }
    }),
  );
  const told = answers.flatMap(({ address, fault }) =>
    fault === null ? [] : [{ fault, text: `${nameOf(address)} ${TEXTS[fault]}` }],
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

const TEXTS: Readonly<Record<WitnessFault, string>> = {
  WITNESS_DISAGREES: 'has seen a longer ledger than this one, or another',
  WITNESS_NEW: 'has never seen this ledger',
  WITNESS_REFUSED: "refuses this ledger's name or key",
  WITNESS_SILENT: "doesn't answer",
  WITNESS_STALE: 'answers with a cosignature of another time',
};

function list(told: readonly { readonly text: string }[]): string {
  return told.map(({ text }) => text).join('; ');
}

function nameOf({ key }: WitnessAddress): string {
  return readCosigner(key)?.name ?? key;
}
