import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { folder, load, problems } = useConfigFolder();

const workers = (yaml: string) => load(`${MINIMAL}\nserver: { workers: ${yaml} }`).server.workers;
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
    ).toMatchObject({ cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') });
  });

  it.each([
    'http://patients.example/graphql',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'https://user:secret@patients.example/',
    'https://:secret@patients.example/',
    'patients',
  ])('refuses a subgraph with the URL %s', (url) => {
    const yaml = MINIMAL.replace('http://127.0.0.1:4101/graphql', url);
    expect(problems(() => load(yaml))).toEqual([
      expect.stringMatching(/graph.subgraphs\[0\].url: must/),
    ]);
  });

  it('has as many workers as configured, or as the machine has cores with auto', () => {
    expect([workers('3'), workers('"3"'), workers('auto')]).toEqual([3, 3, availableParallelism()]);
    for (const wrong of ['0', '65', '1.5', 'all', 'true', 'null'])
      expect(problems(() => workers(wrong))).toEqual([
        expect.stringMatching(
          /^phi.yaml:\d+: server.workers: must be a whole number from 1 to 64, or auto/,
        ),
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

describe('the settings of proxies in front', () => {
  it.each(['0.0.0.0', '10.0.0.1'])('allow plain HTTP on %s if trustedProxies is set', (host) => {
    const yaml = `${MINIMAL}\nserver: { host: "${host}", trustedProxies: [10.1.2.3, "2001:db8::/32"] }`;
    expect(load(yaml).server).toMatchObject({ host, tls: null });
  });

  it.each([
    '0.0.0.0/0',
    '::/0',
    '::/1',
    '10.0.0.0/7',
    '10.0.0.0/33',
    '10.0.0',
    'proxy.example',
    'fe80::1%eth0',
    // Ranges that hold all addresses of IPv4, or some of them.
    '::ffff:0.0.0.0/96',
    '::ffff:10.0.0.0/104',
    '::/64',
    '::/16',
  ])('refuse %j in trustedProxies', (proxy) => {
    expect(problems(() => load(`${MINIMAL}\nserver: { trustedProxies: ["${proxy}"] }`))).toEqual([
      expect.stringMatching(/server.trustedProxies\[0\]: must be an IP address or a CIDR range/),
    ]);
  });

  it('refuse a forwardedHeader that is neither x-forwarded-for nor forwarded', () => {
    expect(problems(() => load(`${MINIMAL}\nserver: { forwardedHeader: x-real-ip }`))).toEqual([
      expect.stringMatching(/server.forwardedHeader: must be x-forwarded-for or forwarded$/),
    ]);
  });

  it('refuse proxyHops without trustedProxies', () => {
    expect(problems(() => load(`${MINIMAL}\nserver: { proxyHops: 2 }`))).toEqual([
      expect.stringMatching(/server.proxyHops: has no effect without trustedProxies/),
    ]);
  });
});

/** The smallest configuration with more settings of its issuer. */
function issuer(...settings: readonly string[]): string {
  return [MINIMAL.trimEnd(), ...settings.map((line) => `      ${line}`)].join('\n');
}

describe('the settings of client certificates', () => {
  const PAIR = 'cert: c.pem, key: k.pem';

  it.each<[string, string, RegExp]>([
    [
      'clientCertificates without clientCa',
      `${MINIMAL}\nserver: { tls: { ${PAIR}, clientCertificates: required } }`,
      /server.tls.clientCertificates: has no effect without clientCa/,
    ],
    [
      'clientCertificateHeader without trustedProxies',
      `${MINIMAL}\nserver: { clientCertificateHeader: client-cert }`,
      /server.clientCertificateHeader: has no effect without trustedProxies/,
    ],
    [
      'requireMutualTls without client certificates',
      `${issuer('requireMutualTls: true')}\nserver: { tls: { ${PAIR} } }`,
      /issuers\[0\].requireMutualTls: needs server.tls.clientCa, or server.clientCertificateHeader/,
    ],
    [
      'requireMutualTls together with requireDpop',
      `${issuer('requireMutualTls: "true"', 'requireDpop: true')}\nserver: { publicUrl: https://a.example/graphql, tls: { ${PAIR}, clientCa: ca.pem } }`,
      /issuers\[0\].requireMutualTls: contradicts requireDpop/,
    ],
  ])('refuse %s', (_what, yaml, message) => {
    expect(problems(() => load(yaml))).toEqual([expect.stringMatching(message)]);
  });

  it('stay as in the file if flags name another certificate and key of the server', () => {
    const yaml = `${MINIMAL}\nserver: { tls: { ${PAIR}, http2: true, clientCa: /ca.pem } }`;
    expect(load(yaml, { tlsCert: '/other.pem', tlsKey: '/other.key' }).server.tls).toEqual({
      cert: '/other.pem',
      key: '/other.key',
      http2: true,
      clientCa: '/ca.pem',
      clientCertificates: null,
    });
  });
});

describe('the public URL', () => {
  it('is normalized from HTTPS://API.example:443/v1/graphql to https://api.example/v1/graphql', () => {
    const { publicUrl } = load(
      `${MINIMAL}\nserver: { publicUrl: "HTTPS://API.example:443/v1/graphql" }`,
    ).server;
    expect(publicUrl).toBe('https://api.example/v1/graphql');
  });

  it.each([
    'https://api.example/',
    'https://api.example/?x=/graphql',
    'https://api.example/a#/graphql',
    'https://api.example/a*b/graphql',
    'https://api.example/:a/graphql',
  ])('is refused with "must end with the path /graphql" if it is %s', (url) => {
    expect(problems(() => load(`${MINIMAL}\nserver: { publicUrl: "${url}" }`))).toEqual([
      expect.stringMatching(/server.publicUrl: must end with the path \/graphql/),
    ]);
  });
});
