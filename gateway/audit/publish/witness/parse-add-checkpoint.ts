import { readHash } from '../../tree/checkpoint.ts';

/** A submission of a log to a witness. */
export interface AddCheckpoint {
  /** The size that the witness has seen last, according to the log. */
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
  readonly note: string;
}

/** Hashes in a proof, by the specification. */
const MAX_PROOF = 63;

/** Parses the body of `add-checkpoint`; null if it is malformed. https://c2sp.org/tlog-witness#add-checkpoint */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  const end = body.indexOf('\n\n');
  if (end < 0) return null;
  const [old = '', ...lines] = body.slice(0, end).split('\n');
  const size = /^old (0|[1-9]\d{0,15})$/.exec(old)?.[1];
  const proof = lines.map(readHash);
  if (size === undefined || proof.length > MAX_PROOF) return null;
  const oldSize = Number(size);
  if (!Number.isSafeInteger(oldSize) || !proof.every((hash) => hash !== null)) return null;
  return { oldSize, proof, note: body.slice(end + 2) };
}

/** The body of `add-checkpoint`. */
export function printAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  const lines = [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64'))];
  return `${lines.join('\n')}\n\n${note}`;
}
