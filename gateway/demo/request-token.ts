import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import type { Credentials } from './credentials.ts';

const TOKEN = z.looseObject({ access_token: z.string() });

/**
 * Requests an access token for a role's account from the demo's identity provider (RFC 6749, section 4.4.2).
 *
 * @throws StartError if it does not respond or refuses.
 */
export async function requestDemoToken(credentials: Credentials, role: string): Promise<string> {
  const secret = credentials.secrets.get(role);
  if (secret === undefined) {
    const roles = [...credentials.secrets.keys()].join(', ');
    throw new StartError([`there is no role ${role}. Choose one of ${roles}.`]);
  }
  let response: Response;
  try {
    response = await fetch(credentials.tokenEndpoint, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${role}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
  } catch (cause) {
    const line = `the demo's identity provider does not respond at ${credentials.tokenEndpoint}. Start the demo with: npm start`;
    throw new StartError([line], { cause });
  }
  const parsed = TOKEN.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success) {
    throw new StartError([`the demo's identity provider issues no token for ${role}.`]);
  }
  return parsed.data.access_token;
}
