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

/**
 * The key with which the gateway signs the bearer tokens of its requests to subgraphs, or `phi-gateway issuer` its tokens,
 * and its public half.
 */
export interface IdentityKey {
  readonly privateKey: KeyObject;
  readonly kid: string;
  /** A JSON Web Key Set (RFC 7517) with the public half. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
}

/** The signature algorithm, which libraries of every platform support. */
export const IDENTITY_ALGORITHM = 'ES256';

/**
 * Opens the identity key at a path, and creates it on first use: P-256, PKCS#8 in PEM, readable only by its owner. The
 * public half is written next to it, as a key set in `<path>.jwks.json` for subgraphs. Gateways that share the file
 * share the identity.
 *
 * @throws StartError where the key cannot be read or created, is readable by others, or is another kind of key
 */
export async function openIdentityKey(path: string): Promise<IdentityKey> {
  try {
    const key = await toIdentityKey(readKey(path) ?? createKey(path));
    writeKeySet(`${path}.jwks.json`, `${JSON.stringify(key.jwks)}\n`);
    return key;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Reads the identity key at a path and makes no file; null if there is no key yet. Throws the same StartErrors. */
export async function readIdentityKey(path: string): Promise<IdentityKey | null> {
  try {
    const key = readKey(path);
    return key && (await toIdentityKey(key));
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Makes a key that ends with the process. */
export function makeIdentityKey(): Promise<IdentityKey> {
  return toIdentityKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

async function toIdentityKey(privateKey: KeyObject): Promise<IdentityKey> {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ ...jwk, kty: 'EC' });
  const jwks = { keys: [{ ...jwk, kid, alg: IDENTITY_ALGORITHM, use: 'sig' }] };
  return { privateKey, kid, jwks };
}

/** Checks that {@link openIdentityKey} can open or create a key, and creates none. Throws the same StartErrors. */
export function assertIdentityKey(path: string): void {
  try {
    if (readKey(path) !== null) return;
    const folder = dirname(path);
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder.`);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): StartError {
  if (cause instanceof StartError) return cause;
  const line = `The identity key ${path} cannot be read or created. Fix the path or its permissions.`;
  return new StartError([line], { cause });
}

/** The permission bits of the group and of all others. */
const GROUP_AND_OTHERS = 0o077;

function readKey(path: string): KeyObject | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if ((stats.mode & GROUP_AND_OTHERS) !== 0)
    throw new StartError([
      `The identity key ${path} is readable by other users. Run: chmod 600 ${path}`,
    ]);
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

/** Of several gateways that start at the same time, one creates the key and the others read it. */
function createKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  try {
    // Fails if another gateway has created the key.
    linkSync(temporary, path);
    return privateKey;
  } catch (error) {
    const existing = readKey(path);
    if (existing === null) throw error;
    return existing;
  } finally {
    rmSync(temporary);
  }
}

/** Writes the file only if its text differs: a gateway may have only read access to its key. */
function writeKeySet(path: string, text: string): void {
  if (statSync(path, { throwIfNoEntry: false }) && readFileSync(path, 'utf8') === text) return;
  const next = `${path}.${randomUUID()}`;
  writeFileSync(next, text);
  chmodSync(next, 0o644);
  renameSync(next, path);
}
