import { describe, expect, it } from '@jest/globals';
import { explainFailure } from '../../../../gateway/pipeline/supergraph/explain-failure.ts';

const URL = 'https://labs.internal/graphql';

describe('the explanation of a subgraph that does not give its schema', () => {
  it.each<[string, { code: string; reason?: string; status?: number }, string, RegExp]>([
    [
      'refuses the connection',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'ECONNREFUSED' },
      'url',
      /^nothing that speaks GraphQL answers at \S+ \(ECONNREFUSED\)\. Start it, or fix its URL\.$/,
    ],
    [
      'has a certificate of an unknown authority',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'url',
      /no authority that the gateway trusts \(SELF_SIGNED_CERT_IN_CHAIN\)\. Name its authority in tls\.ca\.$/,
    ],
    [
      'has an expired certificate',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'CERT_HAS_EXPIRED' },
      'url',
      /has expired \(CERT_HAS_EXPIRED\)\. Renew it\.$/,
    ],
    [
      'has the certificate of another host',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      'url',
      /for another host \(ERR_TLS_CERT_ALTNAME_INVALID\)\. Fix the URL or the certificate\.$/,
    ],
    [
      'does not speak TLS',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'ERR_SSL_WRONG_VERSION_NUMBER' },
      'url',
      /does not speak TLS \(ERR_SSL_WRONG_VERSION_NUMBER\)\. Fix the URL\.$/,
    ],
    [
      'ends the connection, as one that wants a certificate does',
      { code: 'SUBGRAPH_UNREACHABLE', reason: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
      'url',
      /or set tls\.cert and tls\.key if it wants a certificate\.$/,
    ],
    [
      'answers with the page of a proxy',
      { code: 'SUBGRAPH_MALFORMED', status: 502 },
      'url',
      /\(status 502\)\. Start it, or fix its URL\.$/,
    ],
    [
      "answers 503, as one without the gateway's keys does",
      { code: 'SUBGRAPH_MALFORMED', status: 503 },
      'url',
      /\(status 503\)\. Start it, or fix its URL\. .* give it the file KEY\.jwks\.json/,
    ],
    ['is late', { code: 'SUBGRAPH_LATE' }, 'url', /within timeoutMs\. .* raise timeoutMs\.$/],
    ['answers too much', { code: 'SUBGRAPH_TOO_LARGE' }, 'url', /more than maxResponseBytes/],
    [
      'refuses the credentials',
      { code: 'SUBGRAPH_UNAUTHENTICATED', status: 401 },
      'credentials',
      /401\. Fix its credentials/,
    ],
    [
      'needs the token of a caller',
      { code: 'SUBGRAPH_CREDENTIALS_MISSING' },
      'credentials',
      /Add credentials\.clientCredentials/,
    ],
    [
      'has a token endpoint that refuses the gateway',
      { code: 'SUBGRAPH_CREDENTIALS_REFUSED', reason: 'INVALID_SCOPE' },
      'credentials',
      /refuses the gateway \(INVALID_SCOPE\)\. Fix its credentials\.$/,
    ],
    [
      'has a token endpoint that fails',
      {
        code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE',
        reason: 'OAUTH_RESPONSE_IS_NOT_JSON',
        status: 502,
      },
      'credentials',
      /no bearer token \(OAUTH_RESPONSE_IS_NOT_JSON, status 502\)\. Start it, or fix its tokenUrl\.$/,
    ],
    [
      'has a token endpoint with a certificate of an unknown authority',
      { code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'credentials',
      /Start the gateway with NODE_EXTRA_CA_CERTS=FILE\.$/,
    ],
    ['sends no digest', { code: 'SUBGRAPH_NO_DIGEST' }, 'verifyResponses', /no Content-Digest/],
    ['sends a wrong digest', { code: 'SUBGRAPH_BAD_DIGEST' }, 'verifyResponses', /does not fit/],
    ['does not sign', { code: 'SUBGRAPH_UNSIGNED' }, 'verifyResponses', /has no signature/],
    ['signs wrongly', { code: 'SUBGRAPH_BAD_SIGNATURE' }, 'responseKeys', /is not valid/],
    ['has no keys', { code: 'SUBGRAPH_KEYS_UNAVAILABLE' }, 'responseKeys', /cannot be fetched/],
  ])('names the setting and the fix if it %s', (_what, failure, key, text) => {
    expect(explainFailure(failure, URL)).toEqual({ key, text: expect.stringMatching(text) });
  });

  it('asks for a client certificate only where the URL is https', () => {
    const failure = { code: 'SUBGRAPH_UNREACHABLE', reason: 'UND_ERR_SOCKET' };
    expect(explainFailure(failure, URL).text).toContain('tls.cert');
    expect(explainFailure(failure, 'http://127.0.0.1:1/').text).not.toContain('tls.cert');
  });
});
