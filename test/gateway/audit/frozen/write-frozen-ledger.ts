/**
 * Writes a ledger of this version with what its commands say about it, to be kept as data:
 * `node dist/test/gateway/audit/frozen/write-frozen-ledger.js FOLDER`. Run it only to add a ledger with new kinds of records;
 * a ledger that was committed is never written again.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { erasePatient } from '../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { placeHold } from '../../../../gateway/audit/maintain/retain/change-hold.ts';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { writeDisclosure } from '../../../../gateway/reports/accounting/write-disclosure.ts';
import { runPhiGatewayProcess } from '../../../support/phi-gateway-process.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { FROZEN_REPORTS, type FrozenLedger } from './frozen-ledger.ts';

const [folder = ''] = process.argv.slice(2);

/** A day in the past, so that no machine finds the records to be of the future. */
const START = Date.parse('2025-11-24T12:00:00Z');

/** The person who enters a disclosure. */
const OFFICER = {
  issuer: 'https://idp.test',
  subject: 'officer-1',
  name: null,
  roles: ['privacy_officer'],
  organization: 'County Hospital',
  purpose: null,
  tokenId: null,
  authMethods: [],
};

for (const identity of ['plain', 'committed'] as const) await write(identity);
process.exit();

async function write(identity: 'plain' | 'committed'): Promise<void> {
  const directory = createDirectory();
  let at = START;
  const now = () => (at += 1000);
  const options = ledgerOptions(directory.path, { identity, now });
  const ledger = await openLedger(options);
  const reason = commitTo('found unconscious', 'ab'.repeat(32));
  await ledger.append(accessRecord(['p1', 'p2'], { patients: ['p1'], received: START }));
  await ledger.append(
    accessRecord([], {
      kind: 'denial',
      outcome: 'deny',
      reason: 'FORBIDDEN',
      received: START,
      accesses: [],
      denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }],
    }),
  );
  await ledger.append(breakGlassRecord(reason, 'p1', { received: START }), reason);
  const disclosed = writeDisclosure(
    {
      patient: 'p1',
      recipient: 'County Registry',
      address: null,
      description: 'date of birth',
      purpose: 'public health',
      disclosed: START - 86_400_000,
      purposeOfUse: null,
      basis: '164.512(b)(1)(i)',
    },
    {
      actor: OFFICER,
      at: now(),
      salt: 'cd'.repeat(32),
      isPatientId: createPatientIdCheck(DEFAULT_PATIENT_IDS),
    },
  );
  if (!disclosed.ok) throw new Error(disclosed.problems.join());
  await ledger.append(disclosed.record, disclosed.opening);
  await ledger.append(accessRecord(['p3'], { received: START }));
  await ledger.close();

  const tool = { ...options, version: '0.1.0' };
  const why = 'asked by the officer';
  await placeHold({ ...tool, at: now(), reason: why }, { patient: 'p1', from: null, until: null });
  if (identity === 'committed')
    await erasePatient({ ...tool, at: now(), patient: 'p3', reason: why });
  await rotateKey({ ...tool, at: now() });
  const again = await openLedger(options);
  await again.append(accessRecord(['p1'], { received: at }));
  await again.close();

  const target = join(folder, identity);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'audit.db.gz'), gzipSync(readFileSync(options.path), { level: 9 }));
  const run = async (...args: readonly string[]): Promise<string> => {
    const words = ['audit', ...args, '--db', options.path];
    const { code, out, err } = await runPhiGatewayProcess(words, directory.path);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${err}`);
    return out;
  };
  const proof = join(directory.path, 'proof.json');
  await run('prove', '--patient', 'p1', '--out', proof);
  const reports: Record<string, unknown> = {};
  for (const [name, flags] of Object.entries(FROZEN_REPORTS))
    reports[name] = without(
      ['at', 'since', 'until', 'version'],
      JSON.parse(await run('report', ...flags, '--format', 'json')),
    );
  const frozen: FrozenLedger = {
    publicKey: ledger.publicKey,
    checkpoint: readFileSync(options.guardPath, 'utf8'),
    verdict: without(
      ['caveats'],
      JSON.parse(await run('verify', '--key', ledger.publicKey, '--format', 'json')),
    ),
    reports,
    proof: readFileSync(proof, 'utf8'),
  };
  writeFileSync(join(target, 'said.json'), `${JSON.stringify(frozen, null, 2)}\n`);
  directory.remove();
}

/** An output without members that differ at each call, such as times, or whose words may be improved. */
function without(names: readonly string[], output: unknown): unknown {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return output;
  return Object.fromEntries(Object.entries(output).filter(([name]) => !names.includes(name)));
}
