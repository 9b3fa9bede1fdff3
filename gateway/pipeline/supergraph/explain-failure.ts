import type { DependencyFailure } from '../../platform/dependency-states.ts';

/** Why a subgraph did not give its schema. */
export interface ExplainedFailure {
  /** Key of its settings to look at. */
  readonly key: 'url' | 'credentials' | 'verifyResponses' | 'responseKeys';
  /** What is wrong and how to fix it, in one line. */
  readonly text: string;
}

/** Explains the failure of the request for a schema. Null: the response was GraphQL without the schema. */
export function explainFailure(failure: DependencyFailure | null, url: string): ExplainedFailure {
  if (failure === null)
    return {
      key: 'url',
      text: `${url} responds, but not to { _service { sdl } }. Fix its URL, or ${AS_FILE}.`,
    };
  switch (failure.code) {
    case 'SUBGRAPH_LATE':
      return {
        key: 'url',
        text: `${url} does not answer within timeoutMs. Start it, fix its URL, or raise timeoutMs.`,
      };
    case 'SUBGRAPH_TOO_LARGE':
      return {
        key: 'url',
        text: `the response of ${url} has more than maxResponseBytes. Raise it, or ${AS_FILE}.`,
      };
    case 'SUBGRAPH_UNAUTHENTICATED':
      return {
        key: 'credentials',
        text: 'it refuses the gateway with 401. Fix its credentials. If it verifies the gateway, set subgraph.identity, and renew its copy of the key set.',
      };
    case 'SUBGRAPH_CREDENTIALS_MISSING':
      return {
        key: 'credentials',
        text: `its schema can't be requested: a caller's token is exchanged for its credentials, and there is no caller. Add credentials.clientCredentials, or ${AS_FILE}.`,
      };
    case 'SUBGRAPH_CREDENTIALS_REFUSED':
      return {
        key: 'credentials',
        text: `the token endpoint of its credentials refuses the gateway${detailsOf(failure)}. Fix its credentials.`,
      };
    case 'SUBGRAPH_CREDENTIALS_UNAVAILABLE':
      return { key: 'credentials', text: explainConnection(failure, TOKEN_ENDPOINT) };
    case 'SUBGRAPH_NO_DIGEST':
      return {
        key: 'verifyResponses',
        text: `the response of ${url} has no Content-Digest. Make it send one, or set verifyResponses: none.`,
      };
    case 'SUBGRAPH_BAD_DIGEST':
      return {
        key: 'verifyResponses',
        text: `the Content-Digest of the response of ${url} does not fit its body. Make it describe the bytes that are sent.`,
      };
    case 'SUBGRAPH_UNSIGNED':
      return {
        key: 'verifyResponses',
        text: `the response of ${url} has no signature. Make it sign its responses, or change verifyResponses.`,
      };
    case 'SUBGRAPH_BAD_SIGNATURE':
      return {
        key: 'responseKeys',
        text: `the signature of the response of ${url} is not valid. Fix its key in responseKeys, or what it signs.`,
      };
    case 'SUBGRAPH_KEYS_UNAVAILABLE':
      return {
        key: 'responseKeys',
        text: 'its key set cannot be fetched. Start its server, fix the URL, or name a file.',
      };
    default: {
      const text = explainConnection(failure, subgraphAt(url));
      return { key: 'url', text: failure.status === 503 ? `${text} ${NO_KEYS}` : text };
    }
  }
}

/** As `createGatewayVerifier` answers without keys. */
const NO_KEYS =
  "If it fetches the gateway's key set, give it the file KEY.jwks.json: the gateway does not listen yet.";
const START = 'Start it, or fix its URL.';
const AS_FILE = 'give its schema as a file (sdl, or serve --subgraph-sdl)';

/** The other end of a connection, and how to fix it. */
interface Server {
  readonly name: string;
  /** What the gateway lacks without a response. */
  readonly missing: string;
  readonly fix: string;
  readonly trust: string;
  /** Fix of a server that ends the connection, as one does that wants a certificate. */
  readonly present: string;
}

const subgraphAt = (url: string): Server => ({
  name: url,
  missing: `nothing that speaks GraphQL answers at ${url}`,
  fix: START,
  trust: 'Name its authority in tls.ca.',
  present: url.startsWith('https:')
    ? 'Start it, fix its URL, or set tls.cert and tls.key if it wants a certificate.'
    : START,
});

const TOKEN_ENDPOINT: Server = {
  name: 'the token endpoint of its credentials',
  missing: 'the token endpoint of its credentials gives no bearer token',
  fix: 'Start it, or fix its tokenUrl.',
  trust: 'Start the gateway with NODE_EXTRA_CA_CERTS=FILE.',
  present: 'Start it, or fix its tokenUrl.',
};

/** Explains a request without a usable response, by the code of its error. */
function explainConnection(failure: DependencyFailure, server: Server): string {
  const { name, missing, fix, trust, present } = server;
  const { reason = '' } = failure;
  const because = detailsOf(failure);
  if (UNTRUSTED.has(reason))
    return `${name} has a certificate of no authority that the gateway trusts${because}. ${trust}`;
  if (reason === 'CERT_HAS_EXPIRED')
    return `${name} has a certificate that has expired${because}. Renew it.`;
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `${name} has a certificate for another host${because}. Fix the URL or the certificate.`;
  if (reason === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `${name} does not speak TLS${because}. Fix the URL.`;
  return `${missing}${because}. ${ENDED.test(reason) ? present : fix}`;
}

/** Codes of OpenSSL for a certificate without a trusted authority. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The server has ended the connection, in its handshake or before a response. */
const ENDED = /^(?:UND_ERR_SOCKET|ECONNRESET|ERR_SSL_\w*ALERT_\w*|ERR_HTTP2_\w+)$/;

function detailsOf({ reason, status }: DependencyFailure): string {
  const details = [reason, status === undefined ? undefined : `status ${status}`].filter(
    (each) => each !== undefined,
  );
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}
