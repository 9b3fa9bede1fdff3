import type {
  RequestMessage,
  ResponseMessage,
} from '../../../schema/subgraph/message-signature.ts';

/** A request to a subgraph, as it is sent: the names of its fields are in lower case. */
export interface SentRequest extends RequestMessage {
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Signs a request to a subgraph with its body. Resolves to the fields to add.
 * https://www.rfc-editor.org/rfc/rfc9421
 */
export type SignRequest = (
  request: SentRequest & { readonly body: string },
) => Promise<Readonly<Record<string, string>>>;

/** A response of a subgraph, as it was received. */
export interface ReceivedResponse extends ResponseMessage {
  readonly body: Uint8Array;
}

/** Why a response is not accepted as the subgraph's. */
const RESPONSE_FAULTS = [
  'NO_DIGEST',
  'BAD_DIGEST',
  'UNSIGNED',
  'BAD_SIGNATURE',
  'KEYS_UNAVAILABLE',
] as const;

export type ResponseFault = (typeof RESPONSE_FAULTS)[number];

export function isResponseFault(reason: string): reason is ResponseFault {
  return RESPONSE_FAULTS.some((fault) => fault === reason);
}

/** Verifies that a response is the subgraph's, unchanged, to this request; null if it is. */
export type VerifyResponse = (response: ReceivedResponse) => Promise<ResponseFault | null>;
