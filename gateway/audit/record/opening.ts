import { hash } from 'node:crypto';
import { GatewayError } from '../../platform/errors.ts';
import { isRecordableNote } from '../../platform/recorded-text.ts';

/**
 * A text that a leaf only commits to, because it may contain PHI. It is stored outside the tree, so that it can be erased
 * while the tree still proves everything else.
 */
export interface Opening {
  /** SHA-256, hex; in the leaf. */
  readonly commitment: string;
  /** 32 random bytes in hex. Without a salt, a reader of the leaf could try texts until one fits. */
  readonly salt: string;
  readonly text: string;
}

const DOMAIN = 'phi-gateway/opening/v1\n';

/**
 * Commits to a text with a salt (hex) of the caller: `SHA-256(domain ‖ salt ‖ text)`. Throws GatewayError
 * `TEXT_NOT_RECORDABLE` for a text that a store could change, or that could mislead its readers.
 */
export function commitTo(text: string, salt: string): Opening {
  if (!isRecordableNote(text)) throw new GatewayError('TEXT_NOT_RECORDABLE');
  return { commitment: commitmentOf(text, salt), salt, text };
}

/** Salts have a fixed length and form: else bytes could be moved from the text to the salt. */
const SALT = /^[0-9a-f]{64}$/;

/** Whether salt and text fit the commitment. */
export function fitsCommitment({ commitment, salt, text }: Opening): boolean {
  return SALT.test(salt) && commitmentOf(text, salt) === commitment;
}

function commitmentOf(text: string, salt: string): string {
  const bytes = [Buffer.from(DOMAIN), Buffer.from(salt, 'hex'), Buffer.from(text)];
  return hash('sha256', Buffer.concat(bytes), 'hex');
}
