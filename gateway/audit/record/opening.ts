import { hash } from 'node:crypto';
import { GatewayError } from '../../platform/errors.ts';
import { isRecordableNote } from '../../platform/recorded-text.ts';

/**
 * A text that a leaf only commits to, because it may hold PHI: it lies beside the tree and not in it, so that
 * it can be erased one day and the tree still proves everything else.
 */
export interface Opening {
  /** SHA-256, hex; what the leaf holds. */
  readonly commitment: string;
  /** 32 random bytes in hex: without them, whoever reads the leaf could try texts until one fits. */
  readonly salt: string;
  readonly text: string;
}

const DOMAIN = 'phi-gateway/opening/v1\n';

/**
 * Commits to a text with a salt (hex) of the caller's making: `SHA-256(domain ‖ salt ‖ text)`. Throws GatewayError
 * `TEXT_NOT_RECORDABLE` for a text that a store could keep in another form than it was hashed in, or that could
 * mislead the people who read it.
 */
export function commitTo(text: string, salt: string): Opening {
  if (!isRecordableNote(text)) throw new GatewayError('TEXT_NOT_RECORDABLE');
  return { commitment: commitmentOf(text, salt), salt, text };
}

/** Every salt has one length and one form: else the first bytes of a text could be moved to the end of its salt. */
const SALT = /^[0-9a-f]{64}$/;

/** Whether the text is the one that the commitment was made of. */
export function isOpening({ commitment, salt, text }: Opening): boolean {
  return SALT.test(salt) && commitmentOf(text, salt) === commitment;
}

function commitmentOf(text: string, salt: string): string {
  const bytes = [Buffer.from(DOMAIN), Buffer.from(salt, 'hex'), Buffer.from(text)];
  return hash('sha256', Buffer.concat(bytes), 'hex');
}
