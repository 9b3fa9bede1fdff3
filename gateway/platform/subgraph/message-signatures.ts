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

/**
 * Why a response is not accepted as the subgraph's. Counted and logged as `SUBGRAPH_NO_DIGEST`, `SUBGRAPH_BAD_DIGEST`,
 * `SUBGRAPH_UNSIGNED`, `SUBGRAPH_BAD_SIGNATURE` and `SUBGRAPH_KEYS_UNAVAILABLE`.
 */
export type ResponseFault =
  'NO_DIGEST' | 'BAD_DIGEST' | 'UNSIGNED' | 'BAD_SIGNATURE' | 'KEYS_UNAVAILABLE';

/** Verifies that a response is the subgraph's, unchanged, to this request; null if it is. */
export type VerifyResponse = (response: ReceivedResponse) => Promise<ResponseFault | null>;
