import { hash } from 'node:crypto';
import { writeCanonical } from './canonical/canonical-json.ts';
import type { IdentityPair } from './record.ts';

/** SHA-256 in base64url: what stands in a leaf for the ids of one object. */
export type Commitment = string;

/** What a commitment was made of. */
export interface IdentityOpening {
  /** Random, `SALT_BYTES` long and used once: two leaves about one patient have nothing in common. */
  readonly salt: Buffer;
  readonly pair: IdentityPair;
}

/** Without the salt, whoever reads a leaf could try ids until one fits: 128 bits leave nobody that hope. */
export const SALT_BYTES = 16;

const DOMAIN = Buffer.from('phi-gateway/identity/v1\n');

/** Commits to a pair: `SHA-256(domain ‖ salt ‖ canonical JSON of the pair)`. */
export function commitToIdentity({ salt, pair }: IdentityOpening): Commitment {
  return commitToText(salt, Buffer.from(writeCanonical(pair)));
}

/** The same with the pair as it is written. */
export function commitToText(salt: Buffer, text: Buffer): Commitment {
  return hash('sha256', Buffer.concat([DOMAIN, salt, text]), 'base64url');
}
