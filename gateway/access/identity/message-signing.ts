import type { MessageSigning } from '../../platform/subgraph/connect-subgraph.ts';
import type { SignRequest } from '../../platform/subgraph/message-signatures.ts';
import { createVerifyResponse, verifyDigest } from './create-verify-response.ts';

/** How messages to and from subgraphs are signed and verified, with the gateway's own signer or (null) without one. */
export function messageSigning(signRequest: SignRequest | null): MessageSigning {
  return { signRequest, createVerifyResponse, verifyDigest };
}
