import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { createVerifier } from '../../../gateway/audit/tree/signed-note.ts';
import { flipLeaf } from '../../support/console/flip-leaf.ts';
import { openBrowser, openPage, signInAs, TIME_ZONE } from '../../support/console/open-browser.ts';
import type { WatchedPage } from '../../support/console/open-browser.ts';
import { NURSES_OWN } from '../../support/console/sample-world.ts';
import { startServedConsole } from '../../support/console/served-console.ts';
import type { ServedConsole } from '../../support/console/served-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1366, height: 900 };
const PHONE = { width: 390, height: 844 };

let served: ServedConsole;
let browser: Browser;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  served = await startServedConsole({ size: 2_000, days: 40 });
  browser = await openBrowser();
});

/** Whatever a test did: nothing was stopped by the page's policy, and nobody else was asked for anything. */
afterEach(async () => {
  const pages = opened;
  opened = [];
  await Promise.all(pages.map(({ page }) => page.context().close()));
  const ours = [new URL(served.url).origin, served.issuer];
  const faults = pages.flatMap(({ violations, requests }) => [
    ...violations,
    ...requests.filter((url) => !ours.includes(new URL(url).origin)),
  ]);
  if (faults.length > 0) throw new Error(faults.join('\n'));
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

async function open(options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
  const watched = await openPage(browser, { viewport: WIDE, ...options });
  opened.push(watched);
  return watched.page;
}

/** Takes what a page complained of as what was to come. */
function forgive(page: Page, what: string): void {
  opened = opened.map((watched) =>
    watched.page === page
      ? { ...watched, violations: watched.violations.filter((text) => !text.includes(what)) }
      : watched,
  );
}

/** Shows another screen of a page that is signed in. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/admin${path}`)})`);
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name });

/** Everything that the browser keeps for the page. */
const kept = (page: Page): Promise<unknown> =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

/** The rows of the CSV that a page offers. */
async function downloadRows(page: Page): Promise<readonly Readonly<Record<string, string>>[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  await page.getByText('came whole').waitFor();
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  return parse(readFileSync(await download.path(), 'utf8'), { columns: true });
}

/** How many a page says that there are. */
async function shownTotal(page: Page): Promise<number> {
  const [, total = ''] =
    /of ([\d,]+)$/.exec(await page.getByText(/^\d+–\d+ of /).innerText()) ?? [];
  return Number(total.replace(',', ''));
}

describe('the console', () => {
  it('is sent under a policy that runs its own files only, and is kept only where its name has a hash', async () => {
    const page = await fetch(`${served.url}/patients/a.b`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`connect-src 'self' ${served.issuer};`);
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const [, asset = ''] = /src="(\/admin\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
    const script = await fetch(new URL(asset, served.url));
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of ['assets/gone-abc.js', 'assets/..%2f..%2fpackage.json'])
      expect((await fetch(`${served.url}/${path}`)).status).not.toBe(200);
  });

  it('leads a privacy officer from the overview by a search to a patient, a record and its proof', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    expect(await page.getByText('Not verified yet').count()).toBe(1);

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

    await rows.first().locator('.cell-patient a').click();
    await heading(page, /^Patient [0-9a-f-]{36}$/).waitFor();
    await rows.first().locator('.cell-record a').click();
    await heading(page, /^Record #\d+$/).waitFor();
    await page.getByText('Proven in your browser').waitFor();
    expect(await page.locator('.facts').innerText()).toMatch(
      /Time\s+\w+ \d+, 20[\s\S]+Who\s+\S[\s\S]+Purpose\s+\S[\s\S]+(Released|Denied)\s+\w+[.:]/,
    );
    expect(await page.locator('.verdict').innerText()).toContain(
      'the ledger’s key has signed that',
    );
  });

  it('counts by the days of the reader, and not what was read of reports', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    const figure = page.locator('.tile.events .tile-figure');
    const counted = await figure.innerText();
    const found = page.getByText(/^1–\d+ of /);
    await page.getByRole('link', { name: /^Show events ?: Accesses and attempts$/ }).click();
    expect(await found.innerText()).toMatch(new RegExp(` of ${counted}$`));
    await go(page, '/');
    expect(await figure.innerText()).toBe(counted);

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

  it('opens a search that somebody passed on, once they have signed in', async () => {
    const page = await open();
    await signInAs(
      page,
      `${served.url}/search?category=FINANCIAL&sort=ACTOR&direction=ASC`,
      'privacy_officer',
    );
    expect(page.url()).toBe(`${served.url}/search?category=FINANCIAL&sort=ACTOR&direction=ASC`);
    await page.locator('table.events tbody tr').first().waitFor();
    expect(await page.locator('th.cell-actor').getAttribute('aria-sort')).toBe('ascending');
    expect(await page.getByLabel('Kind of PHI').inputValue()).toBe('FINANCIAL');
  });

  it('says so where a record was changed on its way', async () => {
    const page = await open();
    await page.route('**/admin/graphql', async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        body: (await response.text()).replace('records', 'recordz').replace('"_t\\"', '"_u\\"'),
      });
    });
    await signInAs(page, `${served.url}/records/12`, 'privacy_officer');
    await page.getByText('Not proven').waitFor();
    expect(await page.getByText('Proven in your browser').count()).toBe(0);
  });

  it('verifies the ledger on demand, and shows how far it is', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/integrity`, 'privacy_officer');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByRole('progressbar', { name: 'Records verified' }).waitFor();
    await page.locator('.verdict-title', { hasText: /^Verified$/ }).waitFor();
    const text = await page.locator('.verdict').first().innerText();
    expect(text).toMatch(/([\d,]+) of \1 records are as they were written/);
  });

  it('shows a ledger that somebody has changed as such: the verdict, the row and the proof', async () => {
    const leaf = readLedger(served.ledgerFile).findIndex(
      ({ kind, patients }, index) => index > 500 && kind === 'denial' && patients.length > 0,
    );
    const { at, patients } = readLedger(served.ledgerFile)[leaf] ?? { at: 0, patients: [] };
    const day = new Date(at).toLocaleDateString('en-CA', { timeZone: TIME_ZONE });
    const page = await open();
    await signInAs(page, `${served.url}/records/${leaf}`, 'privacy_officer');
    await page.getByText('Proven in your browser').waitFor();
    const restore = flipLeaf(served.ledgerFile, leaf);
    try {
      await page.getByRole('link', { name: 'Integrity', exact: true }).click();
      await page.getByRole('button', { name: 'Verify now' }).click();
      const verdict = page.locator('.verdict').first();
      await verdict.getByText('The ledger was changed').waitFor();
      const finding = page.locator('tr', { hasText: 'LEAF_MISMATCH' });
      const name = `#${leaf.toLocaleString('en-US')}`;
      expect(await finding.innerText()).toContain(name);
      await page.getByRole('button', { name: 'Compare now' }).click();
      await page.getByText('Records were changed').waitFor();
      await finding.getByRole('link', { name }).click();
      await page.getByText('Not proven').waitFor();
      expect(await page.getByText('Proven in your browser').count()).toBe(0);
      await go(page, `/search?patient=${patients[0] ?? ''}&since=${day}&until=${day}`);
      await page.getByText(/the ledger does not bear (it|them) out/).waitFor();
      expect(await page.locator(`a[href="/admin/records/${leaf}"]`).count()).toBe(0);
    } finally {
      restore();
    }
    await go(page, '/integrity');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.locator('.verdict-title', { hasText: /^Verified$/ }).waitFor();
  });

  it('takes no signature for good that another key has made, or that was moved to another tree', async () => {
    const page = await open();
    let isMoved = false;
    await page.route('**/admin/config.json', async (route) => {
      const response = await route.fetch();
      const settings = JSON.parse(await response.text()) as { ledgerKeys: string[] };
      const [own = ''] = settings.ledgerKeys;
      const foreign = createVerifier('phi-gateway', generateKeyPairSync('ed25519').publicKey).vkey;
      const ledgerKeys = isMoved ? [own] : [foreign];
      await route.fulfill({ response, json: { ...settings, ledgerKeys } });
    });
    await page.route('**/admin/graphql', async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      // The link to the batch before is no part of the tree: only the signature covers it.
      const moved = text.replace(/previous-batch .{4}/, 'previous-batch AAAA');
      await route.fulfill({ response, body: isMoved ? moved : text });
    });
    await signInAs(page, `${served.url}/records/12`, 'privacy_officer');
    await page.getByText('not signed with a key that this page knows').waitFor();
    isMoved = true;
    await page.reload();
    await page.getByText('the signature of the checkpoint is not good').waitFor();
    expect(await page.getByText('Proven in your browser').count()).toBe(0);
  });

  it('shows a patient the accesses to their own record, and nothing of anybody else', async () => {
    const page = await open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.postData() ?? ''));
    await signInAs(page, `${served.url}/patients/somebody-else`, 'patient');
    await heading(page, 'Who has seen your record').waitFor();
    await page.locator('table.events tbody tr').first().waitFor();
    await page
      .getByRole('row', { name: /Treats the patient/ })
      .first()
      .waitFor();
    expect(await page.getByText('You may not see this').count()).toBe(0);
    expect(await page.getByRole('navigation', { name: 'Reports' }).count()).toBe(0);
    expect(await page.locator('main a').count()).toBe(0);
    expect(asked.join('')).not.toContain('somebody-else');
    expect(asked.join('')).toContain(served.patient);
  });

  it.each(['physician', 'nurse', 'billing', 'researcher'])(
    'shows nothing to a %s, who may read no reports',
    async (role) => {
      const page = await open();
      await signInAs(page, served.url, role);
      await page.getByText('Your account may not read reports').waitFor();
      expect(await page.getByRole('table').count()).toBe(0);
    },
  );

  it('has a case of unusual access signed off: why, on what evidence, by whom, and on the ledger', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await page.getByRole('link', { name: 'Reviews', exact: true }).click();
    await heading(page, 'Reviews').waitFor();
    await page.getByLabel('Rule').selectOption('SELF');
    await page.waitForURL(/\/reviews\?rule=SELF$/);
    const found = page.locator('article.case');
    await found.getByText('The record is the actor’s own').waitFor();
    expect(await found.count()).toBe(1);
    expect(await found.innerText()).toContain(NURSES_OWN);
    expect(await found.innerText()).toContain('Demo nurse');
    const evidence = found.locator('.evidence a').first();
    const leaf = Number((await evidence.innerText()).replace('#', ''));
    expect(readLedger(served.ledgerFile)[leaf]).toMatchObject({ actor: { subject: 'nurse' } });

    // With the keyboard alone, and the focus is back where it was.
    const signOff = found.getByRole('button', { name: /^Sign off … the case of Demo nurse/ });
    await signOff.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sign off this case' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(
      /^Sign off … the case of/,
    );
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Tab');
    for (let tabs = 0; tabs < 8; tabs += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.closest("article") === null')).toBe(true);
    }
    expect(await dialog.getByRole('button', { name: 'Sign off' }).isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: /^Appropriate/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await dialog.getByRole('radio', { name: /^Violation/ }).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Was curious about a laboratory value.');
    await dialog.getByRole('button', { name: 'Sign off' }).click();
    await found.getByText('Signed off').waitFor();
    expect(await found.getByRole('button', { name: /^Sign off/ }).count()).toBe(0);
    expect(readLedger(served.ledgerFile).filter(({ kind }) => kind === 'review')).toMatchObject([
      {
        actor: { subject: 'privacy_officer' },
        details: { subject: 'nurse', verdict: 'VIOLATION' },
      },
    ]);

    await page.getByRole('link', { name: 'Sign-offs', exact: true }).click();
    await page.getByText('Was curious about a laboratory value.').waitFor();
    expect(await downloadRows(page)).toMatchObject([
      { verdict: 'VIOLATION', actor: 'nurse', note: 'Was curious about a laboratory value.' },
    ]);
    await page.getByRole('link', { name: /^record #/ }).click();
    await page.getByText('Proven in your browser').waitFor();
    await go(page, '/reviews?rule=SELF');
    await page.getByText('No case is open').waitFor();
    await page.getByLabel('State').selectOption('SIGNED_OFF');
    await found.getByText('Violation').waitFor();
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    const rule = page.locator('.rules li', { hasText: 'After hours' });
    expect(await rule.innerText()).toContain('not configured');
    expect(await rule.innerText()).toContain('admin.unusual.afterHours');
  });

  it('downloads what a search finds, row for row as the ledger has it', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/search?denied=true`, 'privacy_officer');
    const rows = await downloadRows(page);
    const due = readLedger(served.ledgerFile).flatMap(({ denied }, index) =>
      denied.length > 0 ? [index] : [],
    );
    expect(due.length).toBeGreaterThan(20);
    expect(new Set(rows.map(({ leaf }) => Number(leaf)))).toEqual(new Set(due));
    expect(rows).toHaveLength(await shownTotal(page));
  });

  it('downloads cases of unusual access, as many as it shows', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/reviews?state=any`, 'privacy_officer');
    const rows = await downloadRows(page);
    expect(rows).toHaveLength(await shownTotal(page));
    expect(rows.length).toBeGreaterThan(20);
    const formats = page.getByLabel('Format of the file');
    expect(await formats.innerText()).not.toContain('FHIR');
    await page.getByLabel('Rule').selectOption('DECEASED');
    await page.waitForURL(/rule=DECEASED$/);
    const deceased = rows.filter(({ reasons = '' }) => reasons.includes('DECEASED: '));
    await page.getByText(`1–20 of ${deceased.length}`, { exact: true }).waitFor();
    expect(await downloadRows(page)).toEqual(deceased);
    await page.getByLabel('Sorted by').selectOption('PATIENT');
    await page.waitForURL(/rule=DECEASED&sort=PATIENT&direction=DESC$/);
    const last = deceased.map(({ patient = '' }) => patient).toSorted();
    expect(new Set(last).size).toBeGreaterThan(1);
    const cards = page.locator('article.case');
    await cards
      .first()
      .getByText(last.at(-1) ?? 'a patient')
      .waitFor();
    await page.getByLabel('Direction').selectOption('ASC');
    await cards
      .first()
      .getByText(last[0] ?? 'a patient')
      .waitFor();
  });

  it('saves no half of a file, and says so, where the connection breaks', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/search`, 'privacy_officer');
    await page.getByText(/^1–\d+ of /).waitFor();
    const downloads: unknown[] = [];
    page.on('download', (download) => downloads.push(download));
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      uploadThroughput: -1,
      downloadThroughput: 40_000,
    });
    await page.getByLabel('Format of the file').selectOption({ label: 'FHIR AuditEvent bundle' });
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await page.getByText(/lines …|rows …/).waitFor();
    served.cut();
    await page.getByText('The file did not come whole, so nothing was saved').waitFor();
    expect(downloads).toEqual([]);
    forgive(page, 'ERR_');
  });

  it('hands out a certificate of what a verification found', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/integrity`, 'privacy_officer');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('PASS');
    expect(text).toMatch(/phi-gateway\+[0-9a-f]{8}\+/);
  });

  it('keeps no token where a script or the next person could find it', async () => {
    const page = await open();
    const tokens = new Set<string>();
    page.on('request', (request) => {
      const token = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
      if (token !== undefined) tokens.add(token);
    });
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    const all = String(await kept(page));
    expect(tokens.size).toBeGreaterThan(0);
    for (const token of tokens) expect(all).not.toContain(token);
    expect(all).not.toMatch(/eyJ/);
    expect(all).not.toContain('verifier');
    expect(page.url()).not.toMatch(/code=|state=/);
  });

  it('is signed in again after a reload by the session at the issuer, without a choice', async () => {
    const page = await open();
    await signInAs(page, `${served.url}/integrity`, 'privacy_officer');
    await page.reload();
    await heading(page, 'Integrity').waitFor();
    expect(page.url()).toBe(`${served.url}/integrity`);
  });

  it('signs off after 15 idle minutes, says why, and has the issuer ask again who it is', async () => {
    const page = await open();
    await page.clock.install();
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.clock.fastForward('14:30');
    expect(await heading(page, 'Overview').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.clock.fastForward('14:30');
    expect(await heading(page, 'Overview').count()).toBe(1);
    await page.clock.fastForward('00:40');
    await page.getByText('Nothing was done here for 15 minutes').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/interaction\//);
  });

  it('counts a key press after the idle time as too late', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.evaluate(
      `localStorage.setItem('phi-console-last-activity', String(Date.now() - 901_000)); document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))`,
    );
    await page.getByText('You were signed off').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('signs off when asked, at the issuer too', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await page.getByRole('button', { name: 'Sign off' }).click();
    await page.getByRole('button', { name: 'Sign off here too' }).click();
    await page.getByText('You can close this page').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/interaction\//);
    expect(await page.getByRole('button', { name: /^Privacy officer/ }).count()).toBe(1);
  });

  it('says what to do when the gateway does not answer, and goes on when it does', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Actors', exact: true }).click();
    await page.getByText('The gateway does not answer').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page
      .getByRole('link', { name: /^physician-/ })
      .first()
      .waitFor();
    expect(await page.getByText('The gateway does not answer').count()).toBe(0);
    forgive(page, 'ERR_INTERNET_DISCONNECTED');
  });

  it('stands without charts where their code cannot be loaded', async () => {
    const page = await open();
    await page.route(/\/assets\/day-chart-/, (route) => route.abort());
    await signInAs(page, served.url, 'privacy_officer');
    await page.getByText('The chart could not be loaded').first().waitFor();
    expect(await page.locator('.tile.events .tile-figure').innerText()).toMatch(/^[\d,]+$/);
    await page.getByRole('link', { name: 'Actors', exact: true }).click();
    await heading(page, 'Actors').waitFor();
    forgive(page, 'net::ERR_FAILED');
  });

  it('can be used with the keyboard alone: a skip link, and the heading of each screen', async () => {
    const page = await open();
    await signInAs(page, served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.evaluate('document.activeElement?.blur()');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('content');
    await page.getByRole('link', { name: 'Actors', exact: true }).focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Actors').waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Actors');
  });
});

describe('the accessibility of the console', () => {
  const SCREENS = [
    '',
    '/search',
    '/patients',
    '/patients/ID',
    '/fields/Patient.ssn',
    '/records/7',
    '/reviews?state=any',
    '/reviews/signed',
    '/reviews/rules',
    '/integrity',
  ];

  it.each([
    ['light', 1366, WIDE],
    ['dark', 1366, WIDE],
    ['light', 390, PHONE],
    ['dark', 390, PHONE],
  ] as const)(
    'has no serious or critical finding of axe in %s at %i pixels, and nothing to scroll sideways',
    async (colorScheme, _width, viewport) => {
      // axe itself is a script that the page's policy would stop.
      const page = await open({ colorScheme, viewport, bypassCSP: true });
      await page.goto(served.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await findings(page)).toEqual([]);
      await signInAs(page, served.url, 'privacy_officer');
      for (const screen of SCREENS) {
        const path = screen.replace('ID', served.patient);
        await go(page, path);
        await page.waitForLoadState('networkidle');
        expect([screen, await findings(page)]).toEqual([screen, []]);
        expect([
          screen,
          await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        ]).toEqual([screen, true]);
      }
    },
  );
});

/** What axe finds that is serious or critical. */
async function findings(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]))`);
}
