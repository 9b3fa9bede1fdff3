import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { freePort } from '../../../support/free-port.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';
import { startPhiGateway } from '../../../support/phi-gateway-process.ts';

it('audit witness warns at its start of a certificate that expires soon, and asks for a restart after it is replaced', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-witness-command-'));
  const { cert, key } = selfSigned('ec', { days: 3 });
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const { verifier } = createSigner('ledger', generateKeyPairSync('ed25519').privateKey);
  const witness = ['--name', 'witness.test', '--log', verifier.vkey];
  const tls = [
    '--tls-cert',
    'cert.pem',
    '--tls-key',
    'key.pem',
    '--port',
    String(await freePort()),
  ];
  const { child, ended, output, untilSaid } = startPhiGateway(
    ['audit', 'witness', ...witness, ...tls],
    folder,
  );
  try {
    await untilSaid('Witness at https://');
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  }
  expect(JSON.parse(output().err)).toMatchObject({
    msg: 'certificate expires soon, replace its file and restart',
    setting: '--tls-cert',
    file: join(folder, 'cert.pem'),
    days: 2,
  });
});

it.each([
  ['--tls-cert', '--tls-key'],
  ['--tls-key', '--tls-cert'],
])(
  'audit witness with %s but without %s exits with 1 and names the missing flag',
  async (given, missing) => {
    const args = ['audit', 'witness', '--name', 'witness.test', given, 'file.pem'];
    expect(await runPhiGateway(args, tmpdir())).toEqual({
      code: 1,
      out: '',
      err: `phi-gateway: ${given} needs ${missing}, which is missing.\n`,
    });
  },
);
