import { hash } from 'node:crypto';

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

/** Commits to a text with a salt (hex) of the caller's making: `SHA-256(domain ‖ salt ‖ text)`. */
export function commitTo(text: string, salt: string): Opening {
  return { commitment: commitmentOf(text, salt), salt, text };
}

/** Whether the text is the one that the commitment was made of. */
export function isOpening({ commitment, salt, text }: Opening): boolean {
  return commitmentOf(text, salt) === commitment;
}

function commitmentOf(text: string, salt: string): string {
  const bytes = [Buffer.from(DOMAIN), Buffer.from(salt, 'hex'), Buffer.from(text)];
  return hash('sha256', Buffer.concat(bytes), 'hex');
}
