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
import { auditCommand } from '../store/audit-command.ts';

/** Witnesses of a ledger. */
export interface WitnessQuorum {
  readonly witnesses: readonly WitnessAddress[];
  /** How many must have cosigned a checkpoint for it to count as witnessed. */
  readonly require: number;
  /** A witness that takes longer counts as silent. */
  readonly timeoutMs: number;
  /** Older cosignatures don't count, and neither do cosignatures from the future. */
  readonly freshSeconds: number;
}

/** Whether enough witnesses cosigned the current end of a ledger. */
export type CosignatureResult =
  | { readonly ok: true }
  /** `reason` is the end of a sentence and names the witnesses. */
  | { readonly ok: false; readonly reason: string };

/**
 * Requests a cosignature of the end of the ledger from each witness. A witness that cosigns has seen neither a longer nor a
 * different ledger. If one witness has, the result is false, whatever the others say. A witness that has never seen the
 * ledger doesn't count and does not learn of it. Records that were lost before any witness saw them are not detected. `at`
 * is the time, UTC ms. Throws a `StartError` for a malformed witness key.
 */
export async function requestCosignatures(
  reader: LedgerReader,
  { witnesses, require, timeoutMs, freshSeconds }: WitnessQuorum,
  at: number,
): Promise<CosignatureResult> {
  const latest = await reader.latest();
  const whole = latest === null ? null : await proveFrom(reader, EMPTY_TREE, latest.size);
  if (latest === null || whole === null) {
    return {
      ok: false,
      reason: `the ledger has gaps: see ${auditCommand('verify', reader.where)}`,
    };
  }
  const answers = await Promise.all(
    witnesses.map(async (address) => {
      const client = createWitnessClient(address, { timeoutMs, freshSeconds, now: () => at });
      if (client === null) throw notAWitness(address);
      try {
        const answer = await client.confirm(reader, latest, whole.tree);
        return { address, fault: answer.ok ? null : answer.fault };
      } finally {
        await client.close();
      }
    }),
  );
  const refusals = answers.flatMap(({ address, fault }) =>
    fault === null ? [] : [{ fault, text: `${nameOf(address)} ${TEXTS[fault]}` }],
  );
  const disagreeing = refusals.filter(({ fault }) => fault === 'WITNESS_DISAGREES');
  if (disagreeing.length > 0) {
    return { ok: false, reason: `the witness ${list(disagreeing)}` };
  }
  const count = answers.length - refusals.length;
  if (count >= require) return { ok: true };
  return {
    ok: false,
    reason: `${count} of the ${require} witnesses that must vouch for it do: ${list(refusals)}`,
  };
}

/** The error for a malformed witness key. */
export function notAWitness({ key }: WitnessAddress): StartError {
  return new StartError([
    `${key} is not the key of a witness: name+id+key, as the witness prints it.`,
  ]);
}

const TEXTS: Readonly<Record<WitnessFault, string>> = {
  WITNESS_DISAGREES: 'has seen a longer ledger than this one, or a different one',
  WITNESS_NEW: 'has never seen this ledger',
  WITNESS_REFUSED: "refuses this ledger's name or key",
  WITNESS_SILENT: "doesn't answer",
  WITNESS_STALE: 'answers with a cosignature that is not current',
};

function list(refusals: readonly { readonly text: string }[]): string {
  return refusals.map(({ text }) => text).join('; ');
}

function nameOf({ key }: WitnessAddress): string {
  return readCosigner(key)?.name ?? key;
}
