import { describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor } from '../support/edge.ts';

const preflight = (url: string, origin: string) =>
  fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

describe('CORS', () => {
  it('is off by default: a preflight has status 405, and no response has Access-Control-Allow-Origin', async () => {
    const edge = await startEdge();
    const response = await preflight(edge.url, 'https://app.example');
    expect(response.status).toBe(405);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: {
        origin: 'https://app.example',
        authorization: `Bearer ${tokenFor('ada')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: '{ hello }' }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    await edge.close();
  });

  it('allows only the configured origins, without credentials', async () => {
    const open = await startEdge('server: { cors: { origins: [https://app.example] } }');
    const allowed = await preflight(open.url, 'https://app.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of [
      'https://app.example.evil',
      'http://app.example',
      'null',
      'https://APP.example:444',
    ]) {
      const refused = await preflight(open.url, origin);
      expect(refused.headers.get('access-control-allow-origin')).not.toBe(origin);
      expect(refused.headers.get('access-control-allow-origin')).not.toBe('*');
    }
    await open.close();
  });
});

const allowed = async (yaml: string) => {
  const open = await startEdge(yaml);
  const response = await preflight(open.url, 'https://app.example');
  await open.close();
  expect(response.status).toBe(204);
  return (response.headers.get('access-control-allow-headers') ?? '').split(', ').toSorted();
};

describe('the request headers that CORS allows', () => {
  it('are by default those of Apollo’s clients and those that the gateway reads', async () => {
    expect(await allowed('server: { cors: { origins: [https://app.example] } }')).toEqual([
      'apollo-require-preflight',
      'apollographql-client-name',
      'apollographql-client-version',
      'authorization',
      'content-type',
      'dpop',
      'graphql-cost',
      'traceparent',
      'x-apollo-operation-name',
    ]);
  });

  it('are the configured ones and those that the gateway reads', async () => {
    const cors = '{ origins: [https://app.example], headers: [X-Request-Start, baggage] }';
    expect(await allowed(`server: { cors: ${cors} }`)).toEqual([
      'authorization',
      'baggage',
      'content-type',
      'dpop',
      'graphql-cost',
      'traceparent',
      'x-request-start',
    ]);
  });
});
