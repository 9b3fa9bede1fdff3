import { hash } from 'node:crypto';
import { writeCanonical } from './canonical/canonical-json.ts';
import type { IdentityPair } from './record.ts';

/** SHA-256 in base64url. A leaf holds it in place of the ids of an object's patient and record. */
export type Commitment = string;

/** The salt and ids of a commitment. */
export interface IdentityOpening {
  /** Random, `SALT_BYTES` long and used once, so that leaves about one patient cannot be linked. */
  readonly salt: Buffer;
  readonly pair: IdentityPair;
}

/** 128 bits. Without a salt, a reader of the leaf could try ids until one fits. */
export const SALT_BYTES = 16;

const DOMAIN = Buffer.from('phi-gateway/identity/v1\n');

/** Commits to a pair of ids: `SHA-256(domain ‖ salt ‖ canonical JSON of the pair)`. */
export function commitToIdentity({ salt, pair }: IdentityOpening): Commitment {
  return commitToWrittenPair(salt, Buffer.from(writeCanonical(pair)));
}

/** The same for a pair that is already written as canonical JSON. */
export function commitToWrittenPair(salt: Buffer, text: Buffer): Commitment {
  return hash('sha256', Buffer.concat([DOMAIN, salt, text]), 'base64url');
}
