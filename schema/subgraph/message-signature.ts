import { randomBytes, type KeyObject } from 'node:crypto';
import {
  createSignature,
  isSignatureError,
  verifySignature,
  type MessageDescriptor,
  type RequestDescriptor,
  type SignatureComponent,
  type VerificationPolicy,
  type Verifier,
} from 'http-message-sig';
import { fieldLines, fieldValue, type HttpFields } from './http-fields.ts';
import {
  SIGNATURE_ALGORITHMS,
  signatureAlgorithmOf,
  signBytes,
  verifyBytes,
  type SignatureAlgorithm,
} from './signature-algorithm.ts';

/** A request, as far as signatures cover it. */
export interface RequestMessage {
  readonly method: string;
  /** Its target URI (RFC 9110, section 7.1). */
  readonly url: string;
  readonly fields: HttpFields;
}

/** A response and its request. */
export interface ResponseMessage {
  readonly status: number;
  readonly fields: HttpFields;
  readonly request: RequestMessage;
}

/** Which of a message's signatures counts, and what it has to cover. */
export interface SignatureProfile {
  readonly label: string;
  /** The value of the parameter `tag`, so that no signature for another purpose counts. */
  readonly tag: string;
  readonly components: readonly SignatureComponent[];
}

/** A private key and the id by which verifiers find its public half. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly keyId: string;
}

/** The fields of a signature. */
export interface SignatureFields {
  readonly 'signature-input': string;
  readonly signature: string;
}

/** Finds a public key; null for an unknown one. Rejects if the keys are unavailable. */
export type FindKey = (keyId: string, algorithm: SignatureAlgorithm) => Promise<KeyObject | null>;

/** Why a signature does not count. */
export type SignatureFault = 'UNSIGNED' | 'BAD_SIGNATURE' | 'KEYS_UNAVAILABLE';

/** Lifetime of a signature, in seconds. */
export const SIGNATURE_LIFETIME_S = 60;

/**
 * Signs a message: what the profile lists, with the times, key, algorithm, nonce and tag of the signature.
 * https://www.rfc-editor.org/rfc/rfc9421#section-3.1
 *
 * @throws TypeError for a key without an algorithm; SignatureError if the message lacks a component
 */
export async function signMessage(
  message: RequestMessage | ResponseMessage,
  { label, tag, components }: SignatureProfile,
  { key, keyId, now }: SigningKey & { readonly now: number },
): Promise<SignatureFields> {
  const algorithm = signatureAlgorithmOf(key);
  if (algorithm === null) throw new TypeError(UNUSABLE_KEY);
  const created = Math.floor(now / 1000);
  const names = new Set(components.map((each) => (typeof each === 'string' ? each : each.name)));
  const { signature, signatureInput } = await createSignature(descriptorOf(message, names), {
    label,
    components,
    parameters: {
      created,
      expires: created + SIGNATURE_LIFETIME_S,
      nonce: randomBytes(16).toString('base64url'),
      alg: algorithm,
      keyid: keyId,
      tag,
    },
    signer: { algorithm, sign: (base) => signBytes(key, algorithm, base) },
  });
  return { 'signature-input': signatureInput, signature };
}

export const UNUSABLE_KEY =
  'The key is not a P-256, P-384, Ed25519 or RSA key (of 2,048 bits or more).';

/**
 * Verifies a signature of a message; null if it counts. The algorithm is that of the key, and every parameter and
 * component of the profile is required, so that a signature cannot be taken from another message or made for less.
 * https://www.rfc-editor.org/rfc/rfc9421#section-3.2
 */
export async function verifyMessage(
  message: RequestMessage | ResponseMessage,
  { label, tag, components }: SignatureProfile,
  {
    findKey,
    ...policy
  }: { readonly findKey: FindKey } & Pick<
    VerificationPolicy,
    'requiredParameters' | 'maxAge' | 'clockSkew' | 'now'
  >,
): Promise<SignatureFault | null> {
  const input = fieldValue(message.fields, 'signature-input');
  if (input === null || fieldValue(message.fields, 'signature') === null) return 'UNSIGNED';
  const names = new Set(['signature-input', 'signature']);
  for (const [, name = ''] of input.matchAll(/"([^"]+)"/g)) names.add(name);
  try {
    await verifySignature(descriptorOf(message, names), {
      label,
      policy: {
        algorithms: SIGNATURE_ALGORITHMS,
        requiredComponents: components,
        validate: ({ parameters }) => parameters.tag === tag,
        ...policy,
      },
      resolveVerifier: async ({ parameters: { keyid = '', alg = '' } }) =>
        verifierOf(isAlgorithm(alg) ? await findKey(keyid, alg) : null),
    });
    return null;
  } catch (error) {
    if (!isSignatureError(error)) throw error;
    const isUnavailable = error.code === 'ResolverFailed' && !(error.cause instanceof UnknownKey);
    return isUnavailable ? 'KEYS_UNAVAILABLE' : 'BAD_SIGNATURE';
  }
}

function isAlgorithm(name: string): name is SignatureAlgorithm {
  return SIGNATURE_ALGORITHMS.some((known) => known === name);
}

class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

function verifierOf(key: KeyObject | null): Verifier {
  const algorithm = key && signatureAlgorithmOf(key);
  if (key === null || algorithm === null) throw new UnknownKey();
  return {
    algorithm,
    verify: (data, signature) => verifyBytes(key, algorithm, { data, signature }),
  };
}

/** The message with the fields of these names alone: fields that no signature covers may have any form. */
function descriptorOf(
  message: RequestMessage | ResponseMessage,
  names: ReadonlySet<string>,
): MessageDescriptor {
  if (!('status' in message)) return requestDescriptor(message, names);
  return {
    kind: 'response',
    status: message.status,
    fields: linesIn(message.fields, names),
    request: requestDescriptor(message.request, names),
  };
}

function requestDescriptor(
  { method, url, fields }: RequestMessage,
  names: ReadonlySet<string>,
): RequestDescriptor {
  return { kind: 'request', method, targetUri: targetUriOf(url), fields: linesIn(fields, names) };
}

function linesIn(fields: HttpFields, names: ReadonlySet<string>): RequestDescriptor['fields'] {
  return fieldLines(fields).flatMap(([name, value]) => (names.has(name) ? [{ name, value }] : []));
}

/** In one spelling, and without the fragment, which is not sent. */
function targetUriOf(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}
