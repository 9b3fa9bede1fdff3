import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { watchThreads } from '../../../../support/started-threads.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { startServedGateway, type ServedGateway } from '../../../../support/served-gateway.ts';
import { tokenFor } from '../../../../support/edge.ts';
import {
  lookAtPatients,
  patientToken,
  REVIEWER,
  settled,
  startServedReports,
  type ServedReports,
  YAML,
} from '../../../../support/reports/served-reports.ts';
import { exportReport, linesOf } from '../../../../support/reports/exported.ts';
import { openDatabase } from '../../../../../schema/sqlite/open-database.ts';

const ALL = { report: 'all', format: 'ndjson' };
const OTHER = tokenFor('otto', { roles: ['auditor'] });
const THIRD = tokenFor('tina', { roles: ['auditor'] });

const directory = createDirectory();
/** Rows are long, so that few of them are more than the buffers of a connection hold. */
const ROWS = 5_000;
const ROW_BYTES = 4_000;
/** Patients of each record. */
const PATIENTS = 20;
afterAll(() => {
  directory.remove();
});

/** A response whose body is not read yet. */
async function begin(
  served: ServedGateway,
  token: string,
  body: object = ALL,
): Promise<IncomingMessage> {
  const request = httpRequest(new URL('/admin/export', served.gateway.url), {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** The same as soon as the gateway has noticed that earlier clients have disconnected. */
async function beginOnceFree(
  ...[served, token, body]: Parameters<typeof begin>
): Promise<IncomingMessage> {
  for (;;) {
    const response = await begin(served, token, body);
    if (response.statusCode !== 503) return response;
    response.destroy();
    await sleep(20);
  }
}

/** Reads a response to its end. */
async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** The answer if no slot is free. */
function isBusy(problem: string) {
  const message = 'Too many reports are being sent as files. Try again when one has ended.';
  return { errors: [{ message, extensions: { code: 'EXPORTS_BUSY', problems: [problem] } }] };
}

describe('an export to a slow client', () => {
  let served: ServedGateway;

  /** A gateway whose ledger is longer than what the buffers between two ends of a connection hold. */
  beforeAll(async () => {
    const options = ledgerOptions(directory.path, { origin: 'phi-gateway' });
    const ledger = await openLedger(options);
    const patients = Array.from({ length: PATIENTS }, (_, at) => `patient-${at}`);
    const { operation, ...rest } = accessRecord(patients);
    const name = 'Chart'.padEnd(ROW_BYTES, 's');
    const record = { ...rest, operation: operation && { ...operation, name } };
    const all = Array.from({ length: ROWS / PATIENTS }, () => ledger.append(record));
    await Promise.all(all);
    await ledger.close();
    const audit = JSON.stringify({ db: options.path });
    served = await startServedGateway(YAML, Date.now, ['patients'], audit);
    await settled(served);
  });
  afterAll(() => served.close());

  it('is refused with 503 EXPORTS_BUSY and not recorded beyond one per caller and two in all, and frees its slot when its client disconnects', async () => {
    const first = await begin(served, REVIEWER);
    expect(first.statusCode).toBe(200);
    const again = await exportReport(served, REVIEWER, ALL);
    expect([again.status, again.headers.get('retry-after')]).toEqual([503, '10']);
    expect(JSON.parse(again.text)).toEqual(isBusy('One is being sent to you.'));
    const second = await begin(served, OTHER);
    expect(second.statusCode).toBe(200);
    const third = await exportReport(served, THIRD, ALL);
    expect(third.status).toBe(503);
    expect(JSON.parse(third.text)).toEqual(isBusy('At most 2 are sent at a time.'));
    const recorded = served.leaves().length;
    first.destroy();
    second.destroy();
    const free = await beginOnceFree(served, REVIEWER);
    expect(free.statusCode).toBe(200);
    const text = await read(free);
    expect(linesOf(text).length).toBeGreaterThan(ROWS);
    expect(text.length).toBeGreaterThan(ROWS * ROW_BYTES);
    // The refused exports have recorded nothing.
    expect(served.leaves()).toHaveLength(recorded + 1);
  });

  it('by a patient gets a slot while two reviewers export, and one of three patients at the same time gets 503', async () => {
    const reviewers = [await beginOnceFree(served, REVIEWER), await beginOnceFree(served, OTHER)];
    expect(reviewers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const asked = { report: 'patient', format: 'csv' };
    const ask = (patient: string) => exportReport(served, patientToken(patient), asked);
    const sent = await Promise.all(['patient-1', 'patient-2', 'patient-3'].map(ask));
    expect(sent.map(({ status }) => String(status)).toSorted()).toEqual(['200', '200', '503']);
    for (const reviewer of reviewers) reviewer.destroy();
  });

  it('releases its thread to the next export only if it was read to its end', async () => {
    const threads = watchThreads();
    const ask = async (token: string, patient: string) =>
      read(
        await beginOnceFree(served, token, {
          report: 'patient',
          format: 'ndjson',
          filter: { patient },
        }),
      );
    const texts = [
      await ask(REVIEWER, 'patient-8'),
      await ask(patientToken('patient-7'), 'patient-7'),
    ];
    const before = threads.count();
    texts.push(await ask(REVIEWER, 'patient-9'));
    expect(threads.count()).toBe(before);
    expect(texts.map((text) => linesOf(text).length > ROWS / PATIENTS)).toEqual([true, true, true]);
    expect(texts.at(-1)).not.toMatch(/"patient-[78]"/);
    // The first takes the thread that was kept, and is not read to its end.
    (await beginOnceFree(served, REVIEWER)).destroy();
    (await beginOnceFree(served, REVIEWER)).destroy();
    expect(threads.count()).toBe(before + 1);
    threads.close();
  });

  it('breaks the connection if the ledger becomes unreadable, so that it never looks complete', async () => {
    const response = await beginOnceFree(served, REVIEWER);
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec(`CREATE TABLE kept AS SELECT * FROM batches; UPDATE batches SET note = 'x'`);
    await expect(read(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
    ledger.exec(
      'UPDATE batches SET note = (SELECT note FROM kept WHERE kept.first = batches.first) WHERE first IN (SELECT first FROM kept)',
    );
    ledger.close();
    expect(served.logged.join('')).toContain('export cannot be read');
  });

  it('breaks the connection if events disappear from the index before they are read', async () => {
    const response = await beginOnceFree(served, REVIEWER);
    const index = openDatabase(`${served.ledgerFile}.index`);
    // The last access: behind the record of the ledger's start, each has all patients.
    const last = ROWS / PATIENTS;
    const { changes } = index.prepare('DELETE FROM events WHERE id / 65536 = ?').run(last);
    expect(changes).toBe(PATIENTS);
    index.close();
    await expect(read(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('is aborted when the gateway closes, which takes less than 15 seconds', async () => {
    const response = await beginOnceFree(served, REVIEWER);
    const began = Date.now();
    await served.gateway.close();
    expect(Date.now() - began).toBeLessThan(15_000);
    await expect(read(response)).rejects.toThrow('aborted');
  });
});

describe('an export from the report index', () => {
  let served: ServedReports;
  beforeAll(async () => {
    served = await startServedReports({ first: 9 });
  });
  afterAll(() => served.close());

  it('can be a certificate, a proof or an accounting of disclosures; an accounting since 2001 is refused with 400', async () => {
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

  it('is refused with OPERATION_TOO_COMPLEX and not recorded if it has more rows than the configured limit', async () => {
    const yaml = YAML.replace('everyMs: 100', 'everyMs: 100, exports: { mostRows: 5 }');
    const other = await served.replica({ yaml });
    await lookAtPatients(other, { first: 9 });
    const before = other.leaves().length;
    const { status, text } = await exportReport(other, REVIEWER, ALL);
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
    expect(other.leaves()).toHaveLength(before);
  });

  it('marks each row that differs from the ledger as refused', async () => {
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

  it('is refused with 503 AUDIT_UNAVAILABLE if it cannot be recorded', async () => {
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec("CREATE TRIGGER no BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no'); END");
    const { status, text } = await exportReport(served, REVIEWER, ALL);
    ledger.close();
    expect(status).toBe(503);
    expect(text).toContain('AUDIT_UNAVAILABLE');
    expect(text).not.toContain('dr-hall');
  });
});
