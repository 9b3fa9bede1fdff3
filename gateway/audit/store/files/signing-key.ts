import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../../platform/errors.ts';
import { replaceFile } from './replace-file.ts';

/** Permission bits of the group and of other users. */
const OTHER_USERS = 0o077;

/**
 * Reads the key that signs checkpoints: Ed25519, PKCS#8 in PEM. Null if the file does not exist. Throws a `StartError` if
 * others may read it or it is not such a key.
 */
export function readSigningKey(path: string): KeyObject | null {
  const stats = statKey(path);
  if (stats === null) return null;
  if ((stats.mode & OTHER_USERS) !== 0) {
    throw new StartError([
      `The audit key ${path} is readable by other users. Run: chmod 600 ${path}`,
    ]);
  }
  const key = parseKey(path);
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new StartError([
      `The audit key ${path} is not an Ed25519 private key. Restore the key of this ledger.`,
    ]);
  }
  return key;
}

function statKey(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (cause) {
    const line = `The audit key ${path} cannot be read. Fix the path or its permissions.`;
    throw new StartError([line], { cause });
  }
}

/**
 * Creates a key and its file, which only the owner may read; durable when this returns. Throws a `StartError` if the file
 * can't be written.
 */
export function createSigningKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  } catch (cause) {
    const line = `The audit key ${path} cannot be written. Fix the path or its permissions.`;
    throw new StartError([line], { cause });
  }
  return privateKey;
}

function parseKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (cause) {
    throw new StartError(
      [
        `The audit key ${path} cannot be read as a PEM private key. Restore the key of this ledger.`,
      ],
      { cause },
    );
  }
}
