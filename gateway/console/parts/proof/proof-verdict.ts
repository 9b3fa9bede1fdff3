import type { CheckedSignature } from '../../proof/check-signature.ts';
import type { ProvenRecord } from '../../proof/prove-record.ts';
import type { Settings } from '../../session/parse-settings.ts';
import { whole } from '../../words/numbers.ts';
import type { VerdictWords } from './verdict-of.ts';

/** The result of a proof in words: good only if both the path and the signature are valid. */
export function proofVerdict(
  leaf: number,
  proven: ProvenRecord,
  signature: CheckedSignature,
): VerdictWords {
  if (!proven.isProven)
    return {
      tone: 'bad',
      sign: 'cross',
      title: 'Not proven',
      text: 'The hashes do not lead from this record to the root of the signed checkpoint: the record or its proof is not what was written. Keep the ledger as it is, verify it, and contact the operator of the gateway.',
    };
  const { size, origin } = proven.head;
  const place = `This record is number ${whole(leaf)} of the ${whole(size)} records of ${origin}, exactly as shown below`;
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
        text: `${place}. The operator of the gateway can say which keys sign the ledger.`,
      };
    case 'unchecked':
      return {
        tone: 'warn',
        sign: 'half',
        title: 'Proven, except for the signature',
        text: `${place}. This browser cannot check Ed25519 signatures.`,
      };
    default:
      return signature.kind satisfies never;
  }
}

/** Where the keys of the page come from. */
export const KEY_SOURCES: Readonly<Record<Settings['keySource'], string>> = {
  configuration: 'from the configuration of this gateway',
  gateway: 'from this gateway, which signs with it',
};
