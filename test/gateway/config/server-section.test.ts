import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { folder, load, problems } = useConfigFolder();

const metrics = (yaml: string) => load(`${MINIMAL}\nserver: { metrics: ${yaml} }`).server.metrics;

describe('the transport configuration', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('accepts plain HTTP on %s', (host) => {
    expect(load(`${MINIMAL}\nserver: { host: "${host}" }`).server.host).toBe(host);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'gateway.example',
    'localhost.example',
    '127.0.0.1.nip.io',
  ])('requires TLS on %s', (host) => {
    expect(problems(() => load(`${MINIMAL}\nserver: { host: "${host}" }`))).toEqual([
      expect.stringMatching(/server.tls: is required/),
    ]);
    expect(
      load(`${MINIMAL}\nserver: { host: "${host}", tls: { cert: c.pem, key: k.pem } }`).server.tls,
    ).toEqual({ cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') });
  });

  it.each([
    'http://patients.example/graphql',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'https://user:secret@patients.example/',
    'patients',
  ])('refuses a subgraph at %s', (url) => {
    const yaml = MINIMAL.replace('http://127.0.0.1:4101/graphql', url);
    expect(problems(() => load(yaml))).toEqual([
      expect.stringMatching(/graph.subgraphs\[0\].url: must/),
    ]);
  });

  it('has metrics only when configured, on loopback by default, and without TLS', () => {
    expect(metrics('{}')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(metrics('{ host: 0.0.0.0, port: 1 }')).toEqual({ host: '0.0.0.0', port: 1 });
    expect(metrics('null')).toBeNull();
    expect(problems(() => metrics('{ port: -1, tls: {} }'))).toEqual([
      expect.stringMatching(/server.metrics.port: must be a whole number/),
      expect.stringMatching(/server.metrics.tls: is not known/),
    ]);
  });

  it('accepts only exact CORS origins and header names', () => {
    for (const origin of [
      '*',
      'null',
      'https://app.example/',
      'https://*.example',
      'app.example',
    ]) {
      const lines = problems(() =>
        load(`${MINIMAL}\nserver: { cors: { origins: ["${origin}"] } }`),
      );
      expect(lines).toEqual([expect.stringMatching(/server.cors.origins\[0\]: must be an origin/)]);
    }
    for (const header of ['*', 'x-a, x-b', 'x a', ''])
      expect(
        problems(() => load(`${MINIMAL}\nserver: { cors: { headers: ["${header}"] } }`)),
      ).toEqual([expect.stringMatching(/server.cors.headers\[0\]: must be/)]);
    const config = load(`${MINIMAL}\nserver: { cors: { origins: [https://app.example] } }`);
    expect(config.server.cors.origins).toEqual(['https://app.example']);
  });
});
