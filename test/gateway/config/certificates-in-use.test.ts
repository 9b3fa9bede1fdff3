import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { certificatesInUse } from '../../../gateway/config/certificates-in-use.ts';
import { openCertificate } from '../../../gateway/http/connection/open-certificate.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import { configSection } from '../../support/config-section.ts';
import { selfSigned } from '../../support/self-signed.ts';

const { folder, load } = configSection(`
identity: { issuers: [{ issuer: https://id.example, audience: a, jwks: https://id.example/jwks }] }
`);

/** The files of the configuration: name → certificate, PEM. */
const pems = new Map(
  ['server', 'clients', 'shared', 'own', 'gateway', 'ledger', 'index', 'limits'].map((name) => {
    const { cert, key } = selfSigned('ec', { subject: name });
    writeFileSync(join(folder, `${name}.pem`), cert);
    writeFileSync(join(folder, `${name}.key`), key);
    return [name, cert];
  }),
);

function listed(yaml: string) {
  const config = load(yaml);
  const { tls } = config.server;
  const log = createLog('silent');
  return certificatesInUse(config, tls && openCertificate(tls, { log, now: Date.now }));
}

/** Settings, the names of their files, and what the gateway uses of them. */
const rows = (yaml: string) =>
  listed(yaml).map(({ setting, file, pem, needsRestart }) => {
    const name = file.slice(folder.length + 1, -'.pem'.length);
    return [setting, name, pem().toString() === pems.get(name), needsRestart];
  });

const SUBGRAPHS = `
subgraph: { tls: { ca: shared.pem } }
graph:
  subgraphs:
    - { name: patients, url: https://patients.example }
    - { name: claims, url: https://claims.example }
    - { name: labs, url: https://labs.example, tls: { ca: own.pem, cert: gateway.pem, key: gateway.key } }
`;

describe('the certificates that a gateway uses', () => {
  it('are those of its server, client authorities, subgraphs and databases, each once by its setting', () => {
    const yaml = `${SUBGRAPHS}
server: { tls: { cert: server.pem, key: server.key, clientCa: clients.pem } }
audit: { url: postgres://gateway@db.example/audit, ca: ledger.pem }
admin: { roles: [officer], index: 'postgres://gateway@db.example/index?sslrootcert=index.pem' }
limits: { store: { url: rediss://cache.example, ca: limits.pem } }
`;
    expect(rows(yaml)).toEqual([
      ['server.tls.cert', 'server', true, false],
      ['server.tls.clientCa', 'clients', true, false],
      ['subgraph.tls.ca', 'shared', true, false],
      ['graph.subgraphs[2].tls.ca', 'own', true, false],
      ['graph.subgraphs[2].tls.cert', 'gateway', true, false],
      ['audit.ca', 'ledger', true, true],
      ['admin.index', 'index', true, true],
      ['limits.store.ca', 'limits', true, true],
    ]);
  });

  it('are none where nothing uses a certificate file', () => {
    expect(
      rows('graph: { subgraphs: [{ name: patients, url: https://patients.example }] }'),
    ).toEqual([]);
  });

  it('of a database are those of the start, even if the file changes, because its connections keep them', () => {
    const [ledger] = listed(`
graph: { subgraphs: [{ name: patients, url: https://patients.example }] }
audit: { url: postgres://gateway@db.example/audit, ca: ledger.pem }
`);
    writeFileSync(join(folder, 'ledger.pem'), selfSigned().cert);
    expect(ledger?.pem().toString()).toBe(pems.get('ledger'));
  });
});
