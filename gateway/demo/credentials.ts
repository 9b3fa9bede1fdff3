import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import { DEMO_ROLES } from './accounts.ts';
import { demoFolder } from './settings.ts';

/** How to ask the demo's identity provider for a token, and what it signs them with. */
export interface Credentials {
  readonly tokenEndpoint: string;
  /** Role → secret of its client. */
  readonly secrets: ReadonlyMap<string, string>;
  /** P-256; the provider's own, made anew with each start of the demo. */
  readonly signingKey: KeyObject;
}

const CREDENTIALS = z.strictObject({
  tokenEndpoint: z.string(),
  secrets: z.array(z.tuple([z.string(), z.string()])),
  signingKey: z.string(),
});

/** Makes new secrets, one a role, and a new key, and keeps them where only this user can read them. */
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
 * Reads the secrets of the demo that runs.
 *
 * @throws StartError when none has been started.
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
  return join(demoFolder(folder), 'credentials.json');
}
