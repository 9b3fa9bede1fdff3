import type { Settings } from '../../session/parse-settings.ts';
import type { SignName } from '../../words/sign-names.ts';
import { whole } from '../../words/numbers.ts';
import type { CheckedSignature } from '../../proof/check-signature.ts';
import type { ProvenRecord } from '../../proof/prove-record.ts';

/** What a proof says, for people. */
export interface ProofVerdict {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly sign: SignName;
  readonly title: string;
  readonly text: string;
}

/** The proof of a record in words: good only where both the path and the signature hold. */
export function proofVerdict(
  leaf: number,
  proven: ProvenRecord,
  signature: CheckedSignature,
): ProofVerdict {
  if (!proven.isProven)
    return {
      tone: 'bad',
      sign: 'cross',
      title: 'Not proven',
      text: 'What lies in the ledger now does not lead from this record to the root of the signed checkpoint: the record, or its proof, is not what was written. Keep the ledger as it is, verify it, and call whoever runs the gateway.',
    };
  const { size, origin } = proven.head;
  const place = `This record is number ${whole(leaf)} of the ${whole(size)} records of ${origin}, exactly as it stands below`;
  switch (signature.kind) {
    case 'good':
      return {
        tone: 'good',
        sign: 'check',
        title: 'Proven in your browser',
        text: `${place}, and the ledger’s key has signed that (SHA-256, RFC 6962; Ed25519).`,
      };
    case 'bad':
      return {
        tone: 'bad',
        sign: 'cross',
        title: 'Not proven',
        text: 'The record leads to the checkpoint, but the signature of the checkpoint is not good. Report it.',
      };
    case 'foreign':
      return {
        tone: 'warn',
        sign: 'half',
        title: 'Proven, but not signed with a key that this page knows',
        text: `${place}. Whoever runs the gateway can tell which keys sign the ledger.`,
      };
    case 'unchecked':
      return {
        tone: 'warn',
        sign: 'half',
        title: 'Proven, but for its signature',
        text: `${place}. This browser cannot check Ed25519 signatures.`,
      };
    default:
      return signature.kind satisfies never;
  }
}

/** Where the page has its keys from, and so what their signatures are worth. */
export const KEY_SOURCES: Readonly<Record<Settings['keySource'], string>> = {
  configuration: 'from the configuration of this gateway',
  gateway: 'from this gateway, which signs with it',
};
