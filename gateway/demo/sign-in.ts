import type { IncomingMessage, ServerResponse } from 'node:http';
import { DEMO_ACCOUNTS } from './accounts.ts';
import { SIGN_IN_POLICY, signInPage } from './sign-in-page.ts';

/** The parts of the provider that the sign-in uses. */
export interface Interactions {
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ readonly uid: string }>;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: { readonly login: { readonly accountId: string; readonly remember: boolean } },
  ): Promise<void>;
}

/**
 * Responds to requests of the sign-in page of the demo's identity provider. Returns false for any other path. The status
 * is 400 if the interaction has ended or belongs to another browser.
 */
export async function respondSignIn(
  provider: Interactions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://demo');
  const [, uid] = PATH.exec(pathname) ?? [];
  if (uid === undefined) return false;
  const interaction = await provider.interactionDetails(request, response).catch(() => null);
  if (interaction?.uid !== uid) return refuse(response);
  if (request.method === 'GET') {
    response.writeHead(200, HEADERS).end(signInPage(pathname));
    return true;
  }
  const name = new URLSearchParams(await readBody(request)).get('account');
  const chosen = DEMO_ACCOUNTS.find(({ account }) => account === name);
  if (request.method !== 'POST' || chosen === undefined) return refuse(response);
  const login = { accountId: chosen.account, remember: true };
  await provider.interactionFinished(request, response, { login });
  return true;
}

const PATH = /^\/interaction\/([\w-]+)$/;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': SIGN_IN_POLICY,
  'x-content-type-options': 'nosniff',
};

function refuse(response: ServerResponse): true {
  response
    .writeHead(400, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' })
    .end('This sign-in has ended. Start again at the page that sent you here.\n');
  return true;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    // Longer than any form of this page: it names no account, so it is refused.
    if (body.length > 1_000) return '';
  }
  return body;
}
