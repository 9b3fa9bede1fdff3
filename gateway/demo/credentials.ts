import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../errors.ts';
import { DEMO_ROLES } from './accounts.ts';
import { demoFolder } from './settings.ts';

/** How to ask the demo's identity provider for a token. */
export interface Credentials {
  readonly tokenEndpoint: string;
  /** Role → secret of its client. */
  readonly secrets: ReadonlyMap<string, string>;
}

const CREDENTIALS = z.strictObject({
  tokenEndpoint: z.string(),
  secrets: z.array(z.tuple([z.string(), z.string()])),
});

/** Makes new secrets, one a role, and keeps them where only this user can read them. */
export function makeCredentials(folder: string, tokenEndpoint: string): Credentials {
  const secrets = DEMO_ROLES.map(
    ({ role }) => [role, randomBytes(24).toString('base64url')] as const,
  );
  writeFileSync(fileIn(folder), JSON.stringify({ tokenEndpoint, secrets }), { mode: 0o600 });
  return { tokenEndpoint, secrets: new Map(secrets) };
}

/**
 * Reads the secrets of the demo that runs.
 *
 * @throws StartError when none has been started.
 */
export function readCredentials(folder: string): Credentials {
  try {
    const tree: unknown = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
    const { tokenEndpoint, secrets } = CREDENTIALS.parse(tree);
    return { tokenEndpoint, secrets: new Map(secrets) };
  } catch (cause) {
    throw new StartError(['no demo has been started here. Start it with: npm start'], { cause });
  }
}

function fileIn(folder: string): string {
  return join(demoFolder(folder), 'credentials.json');
}
