import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();

const development = (yaml: string, environment: Record<string, string> = {}) =>
  load(`${MINIMAL}\ndevelopment: true\n${yaml}`, {}, environment).development;

describe('the configuration of development mode', () => {
  it('is off by default, and turned on by the file or the flag', () => {
    expect(load(MINIMAL).development).toBe(false);
    expect(development('')).toBe(true);
    expect(load(MINIMAL, { development: true }).development).toBe(true);
  });

  it.each([
    'server: { host: localhost }',
    'server: { host: "::1", port: 0 }',
    'server: { publicUrl: "http://localhost:4000/graphql" }',
    'server: { cors: { origins: ["http://localhost:3000", "http://127.0.0.1:5173"] } }',
  ])('is accepted with a server that only this machine can reach: %s', (yaml) => {
    expect(development(yaml)).toBe(true);
  });

  it.each([
    ['server: { host: 0.0.0.0, tls: { cert: c.pem, key: k.pem } }', 'server.host'],
    ['server: { host: gateway.example, tls: { cert: c.pem, key: k.pem } }', 'server.host'],
    ['server: { trustedProxies: [127.0.0.1] }', 'server.trustedProxies'],
    ['server: { publicUrl: "https://api.example/graphql" }', 'server.publicUrl'],
    ['server: { cors: { origins: ["https://app.example"] } }', 'server.cors.origins'],
    [
      'server: { cors: { origins: ["http://localhost:3000", "http://localhost.example"] } }',
      'server.cors.origins',
    ],
  ])('is refused with %s, which is accepted without development mode', (yaml, path) => {
    expect(problems(() => development(yaml))).toEqual([
      expect.stringMatching(
        new RegExp(`^phi.yaml:\\d+: ${path}: must be .*with development: true, only this machine`),
      ),
    ]);
    expect(problems(() => load(`${MINIMAL}\n${yaml}`))).toEqual([]);
  });

  it.each(['2', 'auto', '"2"'])('is refused with %s workers, and accepted with one', (workers) => {
    expect(problems(() => development(`server: { workers: ${workers} }`))).toEqual([
      expect.stringMatching(/^phi.yaml:\d+: server.workers: must be 1 with development: true/),
    ]);
    expect(development('server: { workers: 1 }')).toBe(true);
  });

  it('is refused on a host beyond loopback even if a flag or a variable turns it on, together with other problems of the server', () => {
    const yaml = 'server: { host: 0.0.0.0, trustedProxies: [nginx] }';
    const found = [
      expect.stringMatching(/server.host: must be a loopback address/),
      expect.stringMatching(/server.trustedProxies: must be empty/),
      expect.stringMatching(/server.trustedProxies\[0\]: must be an IP address/),
    ];
    expect(problems(() => load(`${MINIMAL}\n${yaml}`, { development: true }))).toEqual(
      expect.arrayContaining(found),
    );
    const byVariable = `${MINIMAL}\n${yaml}\ndevelopment: \${MODE}`;
    expect(problems(() => load(byVariable, {}, { MODE: 'true' }))).toEqual(
      expect.arrayContaining(found),
    );
  });
});
