/*
 * `phi-gateway/subgraph`: what a subgraph on Node.js verifies the gateway's requests with, and signs its responses. Besides
 * jose and http-message-sig, nothing of the gateway is loaded.
 */
export { createGatewayVerifier } from './create-gateway-verifier.ts';
export type {
  GatewayVerifierOptions,
  ReceivedRequest,
  VerifyGatewayRequest,
} from './create-gateway-verifier.ts';
export { createResponseSigner } from './create-response-signer.ts';
export type {
  ResponseSignatureFields,
  ResponseSigner,
  UnsignedResponse,
} from './create-response-signer.ts';
export { GatewayRequestError } from './gateway-request-error.ts';
export type { GatewayRequestRefusal } from './gateway-request-error.ts';
export type { GatewayRequest } from './gateway-request.ts';
