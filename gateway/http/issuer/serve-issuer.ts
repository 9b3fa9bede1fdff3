import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { TOKEN_PATH } from '../../access/identity/development-token.ts';
import { makeIdentityKey, openIdentityKey } from '../../access/identity/open-identity-key.ts';
import { StartError } from '../../platform/errors.ts';
import {
  isFromAnotherPage,
  isFromThisMachine,
  namesThisMachine,
} from '../development/local-request.ts';
import { issueToken, type TokenIssuer } from './issue-token.ts';
import { readRequestBody } from '../../platform/net/read-request-body.ts';

export interface IssuerOptions {
  /** Port on 127.0.0.1; 0 lets the system choose one. */
  readonly port: number;
  /** The `aud` of its tokens. */
  readonly audience: string;
  /** File of its P-256 key, created on first use; null for a key that ends with the issuer. */
  readonly keyPath: string | null;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** A running issuer. */
export interface RunningIssuer {
  /** Its `iss` and URL, such as `http://127.0.0.1:4001`. */
  readonly issuer: string;
  /** URL of its key set. */
  readonly jwks: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves an issuer of access tokens for development: discovery (OpenID Connect Discovery 1.0, RFC 8414), its keys at `/jwks`
 * and tokens for any subject and claims at `/token`.
 *
 * It authenticates no client, so it serves only programs on this machine: no request that another host name leads here, that a
 * proxy forwards, or that a web page sends.
 *
 * @throws StartError if the port or the key cannot be used.
 */
export async function serveIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const { port, audience, keyPath, now } = options;
  const key = await (keyPath === null ? makeIdentityKey() : openIdentityKey(keyPath));
  let issuer = '';
  const server = createServer(TIMEOUTS, (request, response) => {
    respond({ issuer, audience, key, now }, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const problem = `port ${port} on 127.0.0.1 cannot be listened on. Choose another with --port.`;
      reject(new StartError([problem], { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    jwks: `${issuer}${JWKS_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const TIMEOUTS = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 };
const JWKS_PATH = '/jwks';
const DISCOVERY_PATHS: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
];

async function respond(
  issuer: TokenIssuer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: unknown) => {
    response
      .writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .end(`${JSON.stringify(body)}\n`);
  };
  const refuse = (status: number, description: string) =>
    send(status, { error: 'invalid_request', error_description: description });

  if (!isFromThisMachine(request) || !namesThisMachine(request) || isFromAnotherPage(request))
    return refuse(403, 'Only programs on this machine get an answer.');
  const path = request.url?.split('?')[0] ?? '';
  if (path === TOKEN_PATH) {
    if (request.method !== 'POST') return refuse(405, 'Send a POST.');
    const body = await readRequestBody(request, MAX_BODY_BYTES);
    if (body === null) return refuse(413, 'The body is too large.');
    const { status, body: answer } = await issueToken(issuer, new URLSearchParams(body));
    return send(status, answer);
  }
  if (request.method !== 'GET') return refuse(405, 'Send a GET.');
  if (path === JWKS_PATH) return send(200, issuer.key.jwks);
  if (DISCOVERY_PATHS.includes(path)) return send(200, metadataOf(issuer.issuer));
  return refuse(404, `Nothing is here. Tokens are at ${TOKEN_PATH}.`);
}

/** https://www.rfc-editor.org/rfc/rfc8414#section-2 */
function metadataOf(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}${JWKS_PATH}`,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
}

const MAX_BODY_BYTES = 64 * 1024;
