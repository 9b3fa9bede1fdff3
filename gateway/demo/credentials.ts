import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import { DEMO_ROLES } from './accounts.ts';
import { demoFolder } from './settings.ts';

/** The credentials of the demo's identity provider and its clients. */
export interface Credentials {
  readonly tokenEndpoint: string;
  /** Role → secret of its client. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The provider's P-256 key. Each start of the demo creates a new one. */
  readonly signingKey: KeyObject;
}

const CREDENTIALS = z.strictObject({
  tokenEndpoint: z.string(),
  secrets: z.array(z.tuple([z.string(), z.string()])),
  signingKey: z.string(),
});

/** Creates a secret for each role and a signing key, and writes them to a file that only this user can read. */
export function makeCredentials(folder: string, tokenEndpoint: string): Credentials {
  const secrets = DEMO_ROLES.map(
    ({ role }) => [role, randomBytes(24).toString('base64url')] as const,
  );
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const kept = JSON.stringify({ tokenEndpoint, secrets, signingKey });
  writeFileSync(fileIn(folder), kept, { mode: 0o600 });
  return { tokenEndpoint, secrets: new Map(secrets), signingKey: privateKey };
}

/**
 * Reads the credentials of the running demo.
 *
 * @throws StartError if no demo has been started.
 */
export function readCredentials(folder: string): Credentials {
  try {
    const tree: unknown = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
    const { tokenEndpoint, secrets, signingKey } = CREDENTIALS.parse(tree);
    return { tokenEndpoint, secrets: new Map(secrets), signingKey: createPrivateKey(signingKey) };
  } catch (cause) {
    throw new StartError(['no demo has been started here. Start it with: npm start'], { cause });
  }
}

function fileIn(folder: string): string {
  return join(demoFolder({ folder }), 'credentials.json');
}
