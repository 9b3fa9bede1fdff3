import { fieldValue } from './http-fields.ts';
import {
  signMessage,
  verifyMessage,
  type FindKey,
  type RequestMessage,
  type SignatureFault,
  type SignatureFields,
  type SignatureProfile,
  type SigningKey,
} from './message-signature.ts';

/** The label of the gateway's signature among those of a request. */
export const REQUEST_LABEL = 'gateway';

/** The field with the statement about the caller where `Authorization` has credentials of the subgraph. */
export const STATEMENT_FIELD = 'phi-gateway-identity';

/** What the signature of every request covers. */
const COMPONENTS = ['@method', '@target-uri', 'content-digest', 'content-type'] as const;

/** The fields that it covers too where the request has them: the caller's statement and other credentials. */
const CREDENTIALS = ['authorization', STATEMENT_FIELD] as const;

function profileOf(credentials: readonly string[]): SignatureProfile {
  const components = [...COMPONENTS, ...credentials];
  return { label: REQUEST_LABEL, tag: 'phi-gateway-request', components };
}

/** Signs a request of the gateway. `fields` are all that it is sent with, `Content-Digest` included. */
export function signRequest(
  request: RequestMessage & { readonly fields: Readonly<Record<string, string>> },
  key: SigningKey,
  now: number,
): Promise<SignatureFields> {
  const { fields } = request;
  const credentials = CREDENTIALS.filter((name) => fields[name] !== undefined);
  return signMessage(request, profileOf(credentials), { ...key, now });
}

/**
 * Verifies the gateway's signature of a request, which has to cover all credentials in it; null if it counts. That
 * `Content-Digest` fits the body is for the caller of this function to check.
 */
export function verifyRequestSignature(
  request: RequestMessage,
  {
    findKey,
    maxAge,
    clockSkew,
    now,
  }: {
    readonly findKey: FindKey;
    /** In seconds, like `clockSkew`. */
    readonly maxAge: number;
    readonly clockSkew: number;
    /** UTC ms since 1970. */
    readonly now: number;
  },
): Promise<SignatureFault | null> {
  const credentials = CREDENTIALS.filter((name) => fieldValue(request.fields, name) !== null);
  return verifyMessage(request, profileOf(credentials), {
    findKey,
    requiredParameters: ['created', 'expires', 'keyid', 'alg', 'nonce', 'tag'],
    maxAge,
    clockSkew,
    now: Math.floor(now / 1000),
  });
}
