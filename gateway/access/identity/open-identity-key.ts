import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../platform/errors.ts';
import { calculateJwkThumbprint } from './jose.ts';

/** The key that the gateway signs its requests to subgraphs with, and what verifies it. */
export interface IdentityKey {
  readonly privateKey: KeyObject;
  readonly kid: string;
  /** A JSON Web Key Set (RFC 7517) with the public half. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
}

/** How the signatures are made: what every platform's libraries verify. */
export const IDENTITY_ALGORITHM = 'ES256';

/**
 * Opens the identity key at a path, making it on first use: P-256, PKCS#8 in PEM, readable by its owner alone.
 * The public half is kept beside it, as a key set in `<path>.jwks.json`, for subgraphs to be started with.
 *
 * Gateways that share the file share the identity, whichever of them made it.
 *
 * @throws StartError where the key can't be read or made, is open to others or is another kind of key.
 */
export async function openIdentityKey(path: string): Promise<IdentityKey> {
  try {
    const privateKey = readKey(path) ?? makeKey(path);
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint({ ...jwk, kty: 'EC' });
    const jwks = { keys: [{ ...jwk, kid, alg: IDENTITY_ALGORITHM, use: 'sig' }] };
    publish(`${path}.jwks.json`, `${JSON.stringify(jwks)}\n`);
    return { privateKey, kid, jwks };
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Makes sure that {@link openIdentityKey} can open or make a key, and makes none. Throws a StartError as that does. */
export function assertIdentityKey(path: string): void {
  try {
    if (readKey(path) !== null) return;
    const folder = dirname(path);
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder.`);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): StartError {
  if (cause instanceof StartError) return cause;
  const line = `The identity key ${path} can't be read or made. Mend the path or its permissions.`;
  return new StartError([line], { cause });
}

const OTHERS = 0o077;

function readKey(path: string): KeyObject | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if ((stats.mode & OTHERS) !== 0)
    throw new StartError([`The identity key ${path} is open to others. Run: chmod 600 ${path}`]);
  const key = parseKey(readFileSync(path));
  if (key?.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new StartError([`The identity key ${path} is not a P-256 private key in PEM.`]);
}

function parseKey(pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** Of several gateways that start at once, one makes the key and the others read it. */
function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  try {
    linkSync(own, path);
    return privateKey;
  } catch (error) {
    const existing = readKey(path);
    if (existing === null) throw error;
    return existing;
  } finally {
    rmSync(own);
  }
}

/** Written only where it says something else: a gateway may be allowed to read its key and nothing more. */
function publish(path: string, text: string): void {
  if (statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8') === text) return;
  const next = `${path}.${randomUUID()}`;
  writeFileSync(next, text);
  chmodSync(next, 0o644);
  renameSync(next, path);
}
