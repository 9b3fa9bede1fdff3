import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { openLedger } from '../../../../gateway/audit/open-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';
import { tokenFor } from '../../../support/edge.ts';
import {
  lookAtPatients,
  patientToken,
  REVIEWER,
  settled,
  startServedReports,
  YAML,
} from '../../../support/reports/served-reports.ts';
import { exportReport, linesOf } from '../../../support/reports/exported.ts';
import { openDatabase } from '../../../../schema/sqlite/open-database.ts';

let served: ServedGateway;
afterEach(() => served.close());

const ALL = { report: 'all', format: 'ndjson' };
const OTHER = tokenFor('otto', { roles: ['auditor'] });
const THIRD = tokenFor('tina', { roles: ['auditor'] });

const directory = createDirectory();
const LEDGER = join(directory.path, 'audit.db');
const ROWS = 40_000;

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path, { origin: 'phi-gateway' }));
  const patients = Array.from({ length: 100 }, (_, at) => `patient-${at}`);
  const all = Array.from({ length: ROWS / patients.length }, () => accessRecord(patients));
  await Promise.all(all.map((record) => ledger.append(record)));
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

/** A gateway whose ledger is longer than what the buffers between two ends of a connection hold. */
async function serveMuch(): Promise<void> {
  const folder = mkdtempSync(join(directory.path, 'much-'));
  const db = join(folder, 'audit.db');
  for (const suffix of ['', '.key', '.guard']) copyFileSync(LEDGER + suffix, db + suffix);
  const audit = JSON.stringify({ db });
  served = await startServedGateway(YAML, Date.now, ['patients'], audit);
  await settled(served);
}

/** A gateway with a short one. */
async function serveSome(): Promise<void> {
  served = await startServedReports({ first: 9 });
}

/** A response of which nothing is read yet. */
async function begin(token: string): Promise<IncomingMessage> {
  const request = httpRequest(new URL('/admin/export', served.gateway.url), {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify(ALL));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** What is answered where there is no place. */
function isBusy(problem: string) {
  const message = 'Too many reports are being sent as files. Try again when one has ended.';
  return { errors: [{ message, extensions: { code: 'EXPORTS_BUSY', problems: [problem] } }] };
}

describe('an export', () => {
  it('gives its place back when its reader goes, and takes one for each caller', async () => {
    await serveMuch();
    const first = await begin(REVIEWER);
    expect(first.statusCode).toBe(200);
    const again = await exportReport(served, REVIEWER, ALL);
    expect([again.status, again.headers.get('retry-after')]).toEqual([503, '10']);
    expect(JSON.parse(again.text)).toEqual(isBusy('One is being sent to you.'));
    const second = await begin(OTHER);
    expect(second.statusCode).toBe(200);
    const third = await exportReport(served, THIRD, ALL);
    expect(third.status).toBe(503);
    expect(JSON.parse(third.text)).toEqual(isBusy('At most 2 are sent at a time.'));
    const recorded = served.leaves().length;
    first.destroy();
    second.destroy();
    await sleep(300);
    const { status, text } = await exportReport(served, REVIEWER, ALL);
    expect(status).toBe(200);
    expect(linesOf(text).length).toBeGreaterThan(ROWS);
    // What was refused a place has read nothing.
    expect(served.leaves()).toHaveLength(recorded + 1);
  });

  it('of a patient has a place whatever reviewers read, and no more patients than that at a time', async () => {
    await serveMuch();
    const reviewers = [await begin(REVIEWER), await begin(OTHER)];
    expect(reviewers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const asked = { report: 'patient', format: 'csv' };
    const ask = (patient: string) => exportReport(served, patientToken(patient), asked);
    const sent = await Promise.all(['patient-1', 'patient-2', 'patient-3'].map(ask));
    expect(sent.map(({ status }) => String(status)).toSorted()).toEqual(['200', '200', '503']);
    for (const reviewer of reviewers) reviewer.destroy();
  });

  it('breaks off where the ledger cannot be read on, so that nobody takes it for whole', async () => {
    await serveMuch();
    const response = await begin(REVIEWER);
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec(`CREATE TABLE kept AS SELECT * FROM batches; UPDATE batches SET note = 'x'`);
    const reading = async () => {
      let length = 0;
      for await (const chunk of response) length += String(chunk).length;
      return length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ECONNRESET' });
    ledger.close();
    expect(served.logged.join('')).toContain('export cannot be read');
  });

  it('breaks off where events are gone before it has come to them', async () => {
    await serveMuch();
    const response = await begin(REVIEWER);
    const index = openDatabase(`${served.ledgerFile}.index`);
    // That this is read is an event as well, behind those that are sent.
    const last = '(SELECT max(id) FROM events WHERE patient IS NOT NULL)';
    const { changes } = index
      .prepare(`DELETE FROM events WHERE id / 65536 = ${last} / 65536`)
      .run();
    expect(changes).toBe(100);
    index.close();
    const reading = async () => {
      for await (const chunk of response) if (String(chunk) === '') return;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('says in a row of its own what the ledger does not bear out', async () => {
    await serveSome();
    const index = openDatabase(`${served.ledgerFile}.index`);
    index.exec('UPDATE events SET records = 9 WHERE id IN (SELECT id FROM events LIMIT 3)');
    index.close();
    const { text, headers } = await exportReport(served, REVIEWER, { ...ALL, format: 'csv' });
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows).toHaveLength(Number(headers.get('x-report-rows')));
    const refused = rows.filter(({ outcome }) => outcome === 'refused: differs');
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ patient: '', coordinates: '' });
    const lines = linesOf((await exportReport(served, REVIEWER, ALL)).text);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ end: { refused: 3 } });
  });

  it('of more rows than are configured is refused, and not recorded', async () => {
    served = await startServedGateway(
      YAML.replace('everyMs: 100', 'everyMs: 100, exports: { mostRows: 5 }'),
    );
    await lookAtPatients(served, { first: 9 });
    const before = served.leaves().length;
    const { status, text } = await exportReport(served, REVIEWER, ALL);
    expect([status, JSON.parse(text)]).toMatchObject([
      400,
      {
        errors: [
          {
            extensions: {
              code: 'OPERATION_TOO_COMPLEX',
              problems: ['A file has at most 5 rows. Choose a shorter period.'],
            },
          },
        ],
      },
    ]);
    expect(served.leaves()).toHaveLength(before);
  });

  it('is not begun where it cannot be recorded', async () => {
    await serveSome();
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec("CREATE TRIGGER no BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no'); END");
    ledger.close();
    const { status, text } = await exportReport(served, REVIEWER, ALL);
    expect(status).toBe(503);
    expect(text).toContain('AUDIT_UNAVAILABLE');
    expect(text).not.toContain('dr-hall');
  });

  it('ends with its gateway', async () => {
    await serveMuch();
    const response = await begin(REVIEWER);
    const began = Date.now();
    await served.gateway.close();
    expect(Date.now() - began).toBeLessThan(15_000);
    const reading = async () => {
      for await (const chunk of response) if (String(chunk) === '') return;
    };
    await expect(reading()).rejects.toThrow('aborted');
  });
});

describe('documents', () => {
  it('are a certificate, a proof and an accounting, each of them whole', async () => {
    await serveSome();
    const [patient = ''] = await lookAtPatients(served, { first: 1 });
    const get = (report: string, format: string, filter: object = {}) =>
      exportReport(served, REVIEWER, { report, format, filter });
    const certificate = await get('certificate', 'html');
    expect(certificate.text).toContain('<p class="result">PASS</p>');
    expect(certificate.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(JSON.parse((await get('certificate', 'json')).text)).toMatchObject({ result: 'PASS' });
    const proof = JSON.parse((await get('proof', 'json', { patient })).text) as object;
    expect(proof).toMatchObject({ _t: 'phi-gateway/proof/v1', patient });
    const account = await get('disclosures', 'html', { patient });
    expect(account.text).toContain('Accounting of disclosures');
    const own = await exportReport(served, patientToken(patient), {
      report: 'disclosures',
      format: 'json',
    });
    expect(JSON.parse(own.text)).toMatchObject({ patient, entries: [{ series: { count: 2 } }] });
    const early = await get('disclosures', 'csv', { patient, since: '2001-01-01T00:00:00Z' });
    expect(early.status).toBe(400);
  });
});
