import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';
import { isLoopback } from '../../platform/is-loopback.ts';

/**
 * The `typ` of tokens of `phi-gateway issuer`. It is explicit (RFC 8725, section 3.11), so that a gateway outside development
 * mode refuses them even if it trusts their issuer.
 */
export const DEVELOPMENT_TYPE = 'development+jwt';

/** Whether a token's `typ` is that of `phi-gateway issuer`. The media type prefix and letter case are ignored. */
export function isDevelopmentType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?development\+jwt$/i.test(typ);
}

/** The path of the token endpoint below the URL of the issuer. */
export const TOKEN_PATH = '/token';

/** Whether `phi-gateway issuer` can have this issuer name: a URL of this machine. */
export function isDevelopmentIssuer(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname, origin } = new URL(issuer);
  return protocol === 'http:' && isLoopback(hostname) && origin === issuer;
}

const ANSWER = z.union([
  z.object({ access_token: z.string() }),
  // It may be printed on a terminal.
  z.object({ error_description: z.string().regex(/^[ -~]{1,300}$/) }),
]);

/**
 * Requests a token with these claims from `phi-gateway issuer`: a client credentials grant (RFC 6749, section 4.4.2) with the
 * claims as a further parameter.
 *
 * @throws RefusedClaims if the issuer refuses the claims; StartError if no such issuer answers there.
 */
export async function requestDevelopmentToken(
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  if (!isDevelopmentIssuer(issuer))
    throw new StartError([
      `${issuer} is not phi-gateway issuer, which is at a URL such as http://127.0.0.1:4001.`,
    ]);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    claims: JSON.stringify(claims),
  });
  let answer: unknown;
  try {
    const response = await fetch(`${issuer}${TOKEN_PATH}`, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    answer = await response.json();
  } catch (cause) {
    throw new StartError(
      [
        `phi-gateway issuer does not answer at ${issuer}. Start it with: phi-gateway issuer --port ${portOf(issuer)}`,
      ],
      { cause },
    );
  }
  const { data } = ANSWER.safeParse(answer);
  if (data !== undefined && 'access_token' in data) return data.access_token;
  const problem = `${issuer} issues no such token`;
  if (data === undefined) throw new StartError([`${problem}: it is another program.`]);
  throw new RefusedClaims([`${problem}: ${data.error_description}`]);
}

/** The issuer answers, and issues no token with these claims. */
export class RefusedClaims extends StartError {}

const TIMEOUT_MS = 5_000;

function portOf(issuer: string): string {
  return new URL(issuer).port || '80';
}
