import { expect, it } from '@jest/globals';
import { openWritable } from '../../../gateway/audit/store/sqlite/sqlite.ts';
import { downloadRows, shownTotal } from '../../support/console/found-rows.ts';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

const PORTAL = 'https://portal.example';

/** The pixels between the name of an actor and the dot after it. */
const GAP = `(() => {
  const line = document.querySelector('.scored p');
  const text = [...line.childNodes].find((node) => node.data?.includes('·'));
  const range = document.createRange();
  range.setStart(text, text.data.indexOf('·'));
  range.setEnd(text, text.data.indexOf('·') + 1);
  return range.getBoundingClientRect().left - line.querySelector('a').getBoundingClientRect().right;
})()`;

/** What a privacy officer reads: the overview, searches, records and files, and the messages when one fails. */
export function describeReports(visited: VisitedConsole): void {
  it('leads from the overview through a filtered search to a patient, a record and its proof', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    expect(await page.getByText('Not verified yet').count()).toBe(1);
    const section = (name: string) => page.getByRole('region', { name });
    const first = page.locator('.scored').first();
    await first
      .getByRole('button', { name: /^Id of / })
      .first()
      .waitFor();
    // One space, of about 4 pixels, although the button that is hidden stands between two.
    expect(Math.round((await page.evaluate<number>(GAP)) / 2)).toBe(2);
    await section('Denied more often').getByText('No account was denied').waitFor();
    await section('Ends soon').getByText('within 90 days').waitFor();
    await section('Break-glass grants')
      .getByRole('link', { name: /await.* review$/ })
      .waitFor();
    const changed = section('what changed').getByRole('listitem');
    await changed.filter({ hasText: 'Policy is' }).getByRole('link').first().waitFor();

    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await heading(page, 'Search').waitFor();
    await page.getByLabel('Purpose').selectOption('HPAYMT');
    await page.getByText('Only what was denied').click();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL(/\/search\?purpose=HPAYMT&denied=true$/);
    const rows = page.locator('table.events tbody tr');
    await rows.first().waitFor();
    await page.getByText(/^1–\d+ of \d+$/).waitFor();
    for (const text of await rows.allInnerTexts()) {
      expect(text).toContain('Payment');
      expect(text).toContain('Denied');
    }
    // What officers have read is shown on request.
    await go(page, '/search?actor=privacy_officer');
    await page.getByText('No event matches').waitFor();
    await page.getByText('With access to reports').click();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL(/oversight=true/);
    await rows.first().waitFor();
    await go(page, '/search?purpose=HPAYMT&denied=true');
    await page.waitForURL(/\/search\?purpose=HPAYMT&denied=true$/);
    await page.getByText(/^1–\d+ of \d+$/).waitFor();

    await rows.first().locator('.cell-patient a').click();
    await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/);
    await heading(page, /^[\p{L}]+\d+ [\p{L}’]+\d+/u).waitFor();
    // The newest row may be the record of this report access.
    await rows.filter({ hasText: 'Denied' }).first().locator('.cell-record a').click();
    await heading(page, /^Record #\d+$/).waitFor();
    await page.getByText('Proven in your browser').waitFor();
    expect(await page.locator('.facts').first().innerText()).toMatch(
      /Time\s+\w+ \d+, 20[\s\S]+Who\s+\S[\s\S]+Purpose\s+\S[\s\S]+(Released|Denied)\s+\w+[.:]/,
    );
    expect(await page.locator('.verdict').innerText()).toContain(
      'the ledger’s key has signed that',
    );
  });

  it("compares a patient's page with the ledger, and reports a row that is missing from the index", async () => {
    const { ledgerFile, patient } = visited.served;
    const path = `/patients/${patient}`;
    const page = await visited.enter('privacy_officer', path);
    await page
      .getByText(/Complete: index and ledger agree on this patient’s [\d,]+ events/)
      .waitFor();
    const index = openWritable(`${ledgerFile}.index`);
    try {
      const [row] = index
        .prepare<[], Readonly<Record<string, number | null>>>(
          `SELECT * FROM events WHERE patient = (SELECT id FROM patients WHERE text = CAST('${patient}' AS BLOB)) ORDER BY id LIMIT 1`,
        )
        .all();
      if (row === undefined) throw new Error('no row of the patient');
      index.prepare('DELETE FROM events WHERE id = @id').run(row);
      const other = await visited.enter('privacy_officer', path);
      await other.getByText('The index differs').waitFor();
      expect(await other.locator('.verdict').innerText()).toMatch(
        /record #[\d,]+ missing from the index/,
      );
      const names = Object.keys(row);
      index
        .prepare(
          `INSERT INTO events (${names.join()}) VALUES (${names.map((name) => `@${name}`).join()})`,
        )
        .run(row);
    } finally {
      index.close();
    }
  });

  it('describes a break-glass record by patient, end and reason', async () => {
    const leaves = readLedger(visited.served.ledgerFile);
    const start = leaves.findIndex(({ kind }) => kind === 'breakglass.start');
    const page = await visited.enter('privacy_officer', `/records/${start}`);
    await heading(page, `Record #${start}`).waitFor();
    const subject = page.locator('.facts').nth(1);
    await subject.waitFor();
    const [patient = ''] = leaves[start]?.patients ?? [];
    expect(patient).not.toBe('');
    expect(await subject.getByRole('link').getAttribute('href')).toBe(`/admin/patients/${patient}`);
    const words = await subject.innerText();
    expect(words).toMatch(
      /Patient\s+\S[\s\S]+Break-glass until\s+\w+ \d+, 20\d\d[\s\S]+Reason\s+\S+/,
    );
    expect(words).not.toContain('erased');
    expect(await page.locator('.facts').first().innerText()).toContain('Break-glass begun');
  });

  it("counts accesses by days in the reader's time zone and excludes report reads", async () => {
    const page = await visited.enter('privacy_officer');
    const figure = page.locator('.tile.events .tile-figure');
    const counted = await figure.innerText();
    const found = page.getByText(/^1–\d+ of /);
    await page.getByRole('link', { name: /^Show events ?: Accesses and attempts$/ }).click();
    expect(await found.innerText()).toMatch(new RegExp(` of ${counted}$`));
    await go(page, '/');
    expect(await figure.innerText()).toBe(counted);

    // The tile counts what happened under grants, the list shows the grants.
    const underGrants = Number(await page.locator('.tile.breakGlass .tile-figure').innerText());
    const grants = page
      .getByRole('region', { name: 'Break-glass grants' })
      .getByRole('link', { name: /^All \d+$/ });
    const begun = Number((await grants.innerText()).replace('All ', ''));
    await grants.click();
    expect(await found.innerText()).toMatch(new RegExp(` of ${begun}$`));
    await go(page, '/');
    await page.getByRole('link', { name: /^Show events ?: Events under break-glass$/ }).click();
    expect(await found.innerText()).toMatch(new RegExp(` of ${underGrants}$`));
    await go(page, '/');

    await page.getByText('The charts as a table').click();
    const day = page.locator('.as-table tbody tr').nth(3);
    const [, events = ''] = (await day.innerText()).split('\t');
    const shown = await day.getByRole('link').innerText();
    await day.getByRole('link').click();
    expect(await found.innerText()).toMatch(new RegExp(` of ${events}$`));
    const times = await page.locator('td.cell-time').allInnerTexts();
    expect(times.length).toBeGreaterThan(3);
    const [, month, number = ''] = /, (\w+) (\d+)$/.exec(shown) ?? [];
    for (const time of times)
      expect(time).toMatch(new RegExp(`^${month} ${number.padStart(2, '0')}, `));
  });

  it('opens a shared link to a search after sign-in, with its filter and sort order', async () => {
    const page = await visited.enter(
      'privacy_officer',
      '/search?category=FINANCIAL&sort=ACTOR&direction=ASC',
    );
    expect(page.url()).toBe(
      `${visited.served.url}/search?category=FINANCIAL&sort=ACTOR&direction=ASC`,
    );
    await page.locator('table.events tbody tr').first().waitFor();
    expect(await page.locator('th.cell-actor').getAttribute('aria-sort')).toBe('ascending');
    expect(await page.getByLabel('Kind of PHI').inputValue()).toBe('FINANCIAL');
    // Sorted by the headers of the table, and by fields where it has none.
    expect(await page.getByLabel('Sorted by').isVisible()).toBe(false);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.getByLabel('Sorted by').inputValue()).toBe('ACTOR');
    await page.getByLabel('Sorted by').selectOption('TIME');
  });

  it('warns that a searched name without records may be misspelled', async () => {
    const page = await visited.enter('privacy_officer', '/search?coordinate=Patient.snn');
    await page.getByText('No record names the field “Patient.snn”.').waitFor();
    await page.getByLabel('Actor').fill('nobody');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page
      .getByText('names the actor “nobody” or the field “Patient.snn”. Check the spelling.')
      .waitFor();
    await go(page, '/search?role=physician&until=2020-01-01');
    await page.getByText('Widen the period, or remove a part of the filter.').waitFor();
    expect(await page.getByText('Check the spelling').count()).toBe(0);
  });

  it('distinguishes accounts with the same name at two issuers in a list, and links to each account', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await go(page, '/search');
    const who = page.locator('table.events td.cell-actor');
    await who.first().waitFor();
    expect(await page.getByText('account of').count()).toBe(0);

    // The sample data has one issuer, so the first row of each list gets another.
    await page.route('**/admin/graphql', async (route) => {
      // A lookup of names may be under way when the route ends.
      if (route.request().postData()?.includes('people(') === true) return route.continue();
      const response = await route.fetch();
      const body = (await response.text()).replace(/"issuer":"[^"]+"/, `"issuer":"${PORTAL}"`);
      return route.fulfill({ response, body });
    });
    await go(page, '/search?kind=access');
    await page.getByText(`account of ${PORTAL}`).waitFor();
    expect(await who.nth(0).innerText()).toContain(`account of ${PORTAL}`);
    expect(await who.nth(1).innerText()).toContain(`account of ${visited.served.issuer}`);
    await page.unroute('**/admin/graphql');
    await who.nth(1).getByRole('link').click();
    await page.getByText(`this account of ${visited.served.issuer} has seen`).waitFor();
    await page.locator('table.events tbody tr').first().waitFor();
    await page.goBack();
    await who.nth(0).getByRole('link').click();
    await page.getByText(`this account of ${PORTAL} has seen`).waitFor();
    await page.getByText(`No record names the issuer “${PORTAL}”.`).waitFor();
  });

  it('downloads the rows of a search as they are in the ledger', async () => {
    const page = await visited.enter('privacy_officer', '/search?denied=true');
    const rows = await downloadRows(page);
    const due = readLedger(visited.served.ledgerFile).flatMap(({ denied }, index) =>
      denied.length > 0 ? [index] : [],
    );
    expect(due.length).toBeGreaterThan(20);
    expect(new Set(rows.map(({ leaf }) => Number(leaf)))).toEqual(new Set(due));
    expect(rows).toHaveLength(await shownTotal(page));
  });

  it('saves no partial file and shows an error if the connection breaks', async () => {
    const page = await visited.enter('privacy_officer', '/search');
    await page.getByText(/^1–\d+ of /).waitFor();
    const downloads: unknown[] = [];
    page.on('download', (download) => downloads.push(download));
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      uploadThroughput: -1,
      downloadThroughput: 400_000,
    });
    await page.getByLabel('Format of the file').selectOption({ label: 'FHIR AuditEvent bundle' });
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await page.getByText(/lines …|rows …/).waitFor();
    visited.served.cut();
    await page.getByText('The download was interrupted, so nothing was saved').waitFor();
    expect(downloads).toEqual([]);
    visited.forgive(page, 'ERR_');
  });

  it('shows an error while the gateway does not respond, and continues on "Try again" once it responds', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Actors', exact: true }).click();
    await page.getByText('The gateway does not respond').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page
      .getByRole('link', { name: /^Physician \d/ })
      .first()
      .waitFor();
    expect(await page.getByText('The gateway does not respond').count()).toBe(0);
    visited.forgive(page, 'ERR_INTERNET_DISCONNECTED');
  });

  it.each([
    ['a number in quotes', '/search', /"totalCount":(\d+)/, '"totalCount":"$1"'],
    ['a missing value', '/search', /"kind":"[^"]+"/, '"kind":null'],
    ['an unknown enum value', '/reviews', /"state":"OPEN"/, '"state":"LOST"'],
  ])(
    'shows that the response cannot be read, and no rows or cases, for a response with %s',
    async (_what, path, from, to) => {
      const page = await visited.enter('privacy_officer');
      await heading(page, 'Overview').waitFor();
      await page.route('**/admin/graphql', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace(from, to) });
      });
      await go(page, path);
      await page.getByText('The response cannot be read').waitFor();
      expect(await page.locator('table.events, article.case').count()).toBe(0);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    },
  );

  it('works without charts if their code cannot be loaded', async () => {
    const page = await visited.open();
    await page.route(/\/assets\/day-chart-/, (route) => route.abort());
    await signInAs(page, visited.served.url, 'privacy_officer');
    await page.getByText('The chart could not be loaded').first().waitFor();
    expect(await page.locator('.tile.events .tile-figure').innerText()).toMatch(/^[\d,]+$/);
    await page.getByRole('link', { name: 'Actors', exact: true }).click();
    await heading(page, 'Actors').waitFor();
    visited.forgive(page, 'net::ERR_FAILED');
  });
}
