import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();

describe('the flags of serve', () => {
  it('are enough to start without a configuration file', () => {
    const config = loadConfig(
      {
        subgraph: ['patients=http://127.0.0.1:1/graphql', 'claims=https://claims.example/graphql'],
        subgraphSdl: ['claims=claims.graphql'],
        reach: ['physician=all', 'patient=self'],
        issuer: 'https://id.example',
        audience: 'phi',
        jwks: 'keys.json',
        port: '0',
        auditDb: 'ledger.db',
      },
      {},
    );
    expect(config.graph.subgraphs).toEqual([
      { name: 'patients', url: 'http://127.0.0.1:1/graphql', sdl: null, responseKeys: null },
      {
        name: 'claims',
        url: 'https://claims.example/graphql',
        sdl: join(process.cwd(), 'claims.graphql'),
        responseKeys: null,
      },
    ]);
    expect(config.identity.issuers[0]?.jwks).toEqual({
      kind: 'file',
      path: join(process.cwd(), 'keys.json'),
    });
    expect(config.server.port).toBe(0);
    expect(config.audit.location).toEqual({
      kind: 'sqlite',
      path: join(process.cwd(), 'ledger.db'),
    });
    expect(config.authorization.reach.get('patient')).toEqual({ kind: 'self', claim: null });
  });

  it('override the file and leave its other keys', () => {
    const config = load(`${MINIMAL}\nserver: { port: 1, get: true }`, {
      port: '2',
      audience: 'other',
      subgraphSdl: ['patients=p.graphql'],
    });
    expect(config.server).toMatchObject({ port: 2, get: true });
    expect(config.identity.issuers[0]).toMatchObject({
      issuer: 'https://id.example',
      audience: 'other',
    });
    expect(config.graph.subgraphs[0]).toMatchObject({
      url: 'http://127.0.0.1:4101/graphql',
      sdl: join(process.cwd(), 'p.graphql'),
    });
  });

  it('are refused with an error each if they are malformed, repeated or hold invalid values', () => {
    const lines = problems(() =>
      load(MINIMAL, {
        port: 'x',
        host: '0.0.0.0',
        subgraph: ['patients'],
        reach: ['a=everybody', 'b=all', 'b=self'],
        auditDb: 'postgres://db/x',
      }),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/--subgraph NAME=URL: "patients" has another form/),
        expect.stringMatching(/--reach ROLE=self\|all: b is given twice/),
        expect.stringMatching(/server.port/),
        expect.stringMatching(/authorization.reach.a/),
        expect.stringMatching(/audit.url: must name a user and a database/),
      ]),
    );
  });

  it.each([
    ['--tls-cert without --tls-key', { tlsCert: 'cert.pem' }, 'server.tls.key'],
    ['--tls-key without --tls-cert', { tlsKey: 'key.pem' }, 'server.tls.cert'],
  ])('are refused with the missing key of the pair: %s', (_what, flags, missing) => {
    const lines = [expect.stringContaining(`${missing}: must`)];
    expect(problems(() => load(MINIMAL, flags))).toEqual(lines);
    // The pair of the file does not fill in for the missing flag.
    const yaml = `${MINIMAL}\nserver: { tls: { cert: c.pem, key: k.pem } }`;
    expect(problems(() => load(yaml, flags))).toEqual(lines);
  });

  it('keep ${X} as it is, since the shell expands variables', () => {
    expect(load(MINIMAL, { audience: '${X}' }).identity.issuers[0]?.audience).toBe('${X}');
  });

  it('are refused if they set the audience and the file names several issuers', () => {
    const two = MINIMAL.concat(
      '    - { issuer: https://b, audience: phi, jwks: keys.json, namesPatients: false }\n',
    ).replace(
      'issuer: https://id.example',
      'issuer: https://id.example\n      namesPatients: true',
    );
    expect(problems(() => load(two, { audience: 'x' }))).toEqual([
      expect.stringMatching(/names several issuers/),
    ]);
  });
});
