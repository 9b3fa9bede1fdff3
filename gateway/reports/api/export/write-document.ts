import { writeProof } from '../../../audit/proof/proof-file.ts';
import { provePatient } from '../../../audit/proof/prove-patient.ts';
import { printLocation } from '../../../audit/store/ledger-location.ts';
import { halfOfTheCores, verifyLedger } from '../../../audit/verify/verify-ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { readVersion } from '../../../platform/process/package-manifest.ts';
import { writeCertificate } from '../../formats/write-certificate.ts';
import type { AccountSubject } from '../../accounting/account-of.ts';
import { accountFromIndex } from '../../accounting/account-from-index.ts';
import { accountPeriod, periodProblem } from '../../accounting/account-period.ts';
import { formatAccount } from '../../accounting/format-account.ts';
import { awaitIndex } from '../../index/await-index.ts';
import { filterKey } from '../../catalog/resolve-filter.ts';
import type { DocumentReport } from '../../catalog/report.ts';
import { badInput } from '../../catalog/request-fault.ts';
import { PATIENCE_MS } from './await-head.ts';
import type { OpenSources } from './opened-export.ts';
import type { EventExport } from './export-functions.ts';

/** Writes a whole document before any of it is sent: its rows are few, and a part of it must not look complete. */
export function writeDocument(
  source: DocumentReport['source'],
  query: EventExport,
  open: OpenSources,
): Promise<string> {
  switch (source) {
    case 'account':
      return writeAccount(query, open);
    case 'access':
    case 'notice':
      // These are letters and nothing else, see `openLetter`.
      throw new GatewayError('BAD_USER_INPUT');
    case 'certificate':
      return certify(query, open);
    case 'proof':
      return prove(query, open);
    default:
      return source satisfies never;
  }
}

async function writeAccount(
  { filter, format, at }: EventExport,
  { index, reader, sources: { publicKey } }: OpenSources,
): Promise<string> {
  if (format !== 'csv' && format !== 'json') throw new GatewayError('BAD_USER_INPUT');
  const subject = accountSubject(filter, at);
  await awaitIndex(index, reader, PATIENCE_MS);
  const { account, ledger, damaged } = await accountFromIndex(index, reader, {
    subject,
    publicKey,
  });
  return formatAccount(account, { ledger, damaged, at, version: readVersion() }, format);
}

/** The patient and the period of an accounting. Throws `BAD_USER_INPUT` for a period that the law does not cover. */
export function accountSubject(
  { patient, since, until }: EventExport['filter'],
  at: number,
  zone = 'UTC',
): AccountSubject {
  const period = accountPeriod({ since: since ?? null, until: until ?? null }, at, zone);
  if (patient === undefined) throw new GatewayError('BAD_USER_INPUT');
  if (!period.ok) {
    const names = { since: filterKey('since'), until: filterKey('until') };
    throw badInput([periodProblem(period, names)]);
  }
  return { patient, since: period.since, until: period.until };
}

/** The gateway's own key need not be the first one of the ledger, so it is not pinned. */
async function certify(
  { format, at }: EventExport,
  { sources: { ledger: location, witnesses, guardPath } }: OpenSources,
): Promise<string> {
  const options = { location, publicKey: null, anchors: [], witnesses, guardPath };
  const verdict = await verifyLedger(options, halfOfTheCores());
  if (format === 'json') return `${JSON.stringify(verdict, null, 2)}\n`;
  return writeCertificate(verdict, {
    at,
    version: readVersion(),
    location: printLocation(location),
  });
}

async function prove(
  { filter: { patient, since, until } }: EventExport,
  { sources: { ledger: location } }: OpenSources,
): Promise<string> {
  if (patient === undefined) throw new GatewayError('BAD_USER_INPUT');
  const period = { since: since ?? null, until: until ?? null };
  const proof = await provePatient({
    location,
    patient,
    ...period,
    onProgress: () => undefined,
  });
  return writeProof(proof);
}
