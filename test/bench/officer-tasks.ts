import { createKeystrokeWalk } from './keystroke-walk.ts';
import type { Effort, KeystrokeWalk } from './keystroke-walk.ts';
import { printTable } from './print-table.ts';
import type { Locator, Page } from 'playwright-core';
import { openBrowser, openPage, signInAs } from '../support/console/open-browser.ts';
import { DAY_MS } from '../../gateway/platform/durations.ts';
import { startServedConsole } from '../support/console/served-console.ts';

/*
 * What a privacy officer does for thirteen tasks of a working day, each from the overview by its shortest path: clicks, keys,
 * turns of the wheel, screens, and seconds of the keystroke-level model (see keystroke-walk.ts), with the measured waits
 * apart. A real console, gateway and ledger of 40 days. Tasks of the queue stand also by keys alone.
 */

interface Task {
  readonly name: string;
  /** What the person has done before. */
  prepare?(page: Page): Promise<void>;
  walk(page: Page, by: KeystrokeWalk): Promise<void>;
}

const TASKS: readonly Task[] = [
  {
    name: 'Who saw the record of a named patient?',
    async walk(page, by) {
      await by.click(place(page, 'Patients'));
      await findPatient(page, by);
      await by.until(page.locator('table.events tbody tr'));
      await by.look(page.locator('.columns.three section').first());
    },
  },
  {
    name: 'What is the worst case, and why?',
    async walk(page, by) {
      await toQueue(page, by);
      await by.click(entries(page).first().getByText('Why this score'));
      await by.until(entries(page).first().getByText('Score, from 0 to 100'));
    },
  },
  {
    name: 'Close it with a finding',
    async walk(page, by) {
      await toQueue(page, by);
      await closeAll(page, by, entries(page).first());
    },
  },
  {
    name: 'The same by keys alone',
    async walk(page, by) {
      await by.tabTo(place(page, 'Reviews'));
      await by.press('Enter');
      await by.until(entries(page));
      await by.tabTo(entries(page).first().getByRole('link').first());
      await closeByKeys(page, by);
    },
  },
  {
    name: 'The next one by keys alone',
    async prepare(page) {
      await toQueue(page, createKeystrokeWalk(page));
      await entries(page).first().focus();
      await closeByKeys(page, createKeystrokeWalk(page));
      await entries(page).first().and(page.locator(':focus')).waitFor();
    },
    walk: closeByKeys,
  },
  {
    name: 'Assign a case to a colleague, due on a day',
    async walk(page, by) {
      await toQueue(page, by);
      const entry = entries(page).first();
      await by.click(entry.getByRole('button', { name: /^Assign …/ }));
      const dialog = page.getByRole('dialog');
      await by.until(dialog);
      await by.fill(dialog.getByRole('combobox', { name: 'Assign to' }), 'Kuhl');
      await by.until(dialog.getByRole('option', { name: 'José682 Kuhlman836' }));
      await by.press('Enter');
      await by.fillDay(dialog.getByLabel('Due, if by a day'), '2030-01-31');
      await by.click(dialog.getByRole('button', { name: 'Assign', exact: true }));
      await by.until(entry.locator('.case-state').getByText('due'));
    },
  },
  {
    name: 'Close the cases of one entry, of three days or more, with one note',
    async walk(page, by) {
      await toQueue(page, by);
      // How many days an entry has depends on the day of the walk.
      const ofDays = page.locator('.case-days > li:nth-child(3)');
      await closeAll(page, by, entries(page).filter({ has: ofDays }).first());
    },
  },
  {
    name: 'Give a patient the accounting of disclosures as a PDF letter',
    async walk(page, by) {
      await by.click(place(page, 'Disclosures'));
      await findPatient(page, by);
      await by.click(page.getByRole('button', { name: 'Download' }));
      await by.until(page.getByText('downloaded completely'));
    },
  },
  {
    name: 'Review the last break-glass access: its reason, the notice to the patient, a finding',
    async walk(page, by) {
      await by.look(page.locator('.recent li', { has: page.locator('.reason') }).first());
      await by.click(place(page, 'Reviews'));
      await by.choose(page.getByLabel('Rule'), 'BREAK_GLASS');
      await page.waitForURL(/BREAK_GLASS/);
      await by.until(page.locator('[aria-busy=false] article.case'));
      const entry = entries(page).first();
      await by.click(entry.getByRole('button', { name: /^Write notice/ }));
      const dialog = page.getByRole('dialog');
      await by.click(dialog.getByRole('button', { name: 'Download notice' }));
      await by.until(dialog.getByText('downloaded completely'));
      await by.click(dialog.getByRole('button', { name: 'Close', exact: true }));
      await closeAll(page, by, entry);
    },
  },
  {
    name: 'Show that the ledger is intact, with a certificate',
    async walk(page, by) {
      await by.click(place(page, 'Integrity'));
      await by.click(page.getByRole('button', { name: 'Verify now' }));
      await by.until(page.locator('.verdict-title', { hasText: /^Verified$/ }));
      await by.click(page.getByRole('button', { name: 'Download' }));
      await by.until(page.getByText('downloaded completely'));
    },
  },
  {
    name: 'What changed in the policy this month?',
    async walk(page, by) {
      await by.look(page.locator('section', { hasText: 'what changed' }).last());
    },
  },
  {
    name: 'Suppress what a rule finds of an actor, until a day, with a reason',
    async walk(page, by) {
      await toQueue(page, by);
      const entry = await fixed(page, ofOneRule(page).first());
      await by.click(entry.getByRole('button', { name: /^Suppress …/ }));
      const dialog = page.getByRole('dialog');
      await by.until(dialog);
      await by.fillDay(dialog.getByLabel(/^Last day/), dayFromNow(60));
      await by.fill(dialog.getByLabel(/^Reason/), NOTE);
      await by.click(dialog.getByRole('button', { name: 'Suppress', exact: true }));
      await by.untilGone(entry);
    },
  },
  {
    name: 'Suppress by keys alone',
    async walk(page, by) {
      await by.tabTo(place(page, 'Reviews'));
      await by.press('Enter');
      await by.until(entries(page));
      const entry = await fixed(page, ofOneRule(page).first());
      await by.tabTo(entries(page).first().getByRole('link').first());
      await by.type('j'.repeat(await placeOf(page, entry)));
      await suppressByKeys(page, by);
      await by.untilGone(entry);
    },
  },
  {
    name: 'Change a threshold after a look at what it would find',
    async walk(page, by) {
      await by.click(place(page, 'Reviews'));
      await by.click(page.getByRole('link', { name: 'Rules', exact: true }));
      const rule = page.locator('.rules li', { hasText: 'More patients than usual' });
      await by.click(rule.getByRole('button', { name: /^Change threshold …/ }));
      const dialog = page.getByRole('dialog');
      await by.until(dialog);
      await by.fill(dialog.getByLabel(/^New value/), '14');
      await by.until(dialog.getByText(/in the last 30 days instead of/));
      await by.fill(dialog.getByLabel('Reason'), NOTE);
      await by.click(dialog.getByRole('button', { name: 'Change', exact: true }));
      await by.until(rule.getByText('Threshold: 14 patients.'));
    },
  },
  {
    name: 'Answer the question of a patient',
    prepare: askAsPatient,
    async walk(page, by) {
      await by.click(place(page, 'Reviews'));
      await by.choose(page.getByLabel('Rule'), 'PATIENT_QUESTION');
      await page.waitForURL(/PATIENT_QUESTION/);
      await by.until(page.locator('[aria-busy=false] article.case'));
      await closeAll(page, by, entries(page).first());
    },
  },
  {
    name: 'Prove one record to an auditor',
    async walk(page, by) {
      await by.click(place(page, 'Integrity'));
      await by.fill(page.getByLabel('Record', { exact: true }), '1204');
      await by.press('Enter');
      await by.until(page.getByText('Proven in your browser'));
      await by.click(page.getByRole('button', { name: 'Download record and proof' }));
    },
  },
];

const NOTE = 'Asked the ward: was needed.';

/** A part of the name of a patient of the example. */
const NAME = 'Mraz';

function place(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Reports' }).getByRole('link', { name, exact: true });
}

function entries(page: Page): Locator {
  return page.locator('article.case');
}

/** Entries of one rule. */
function ofOneRule(page: Page): Locator {
  return entries(page)
    .filter({ has: page.getByRole('button', { name: /^Suppress …/ }) })
    .filter({ hasNot: page.locator('.reasons li:nth-child(2)') });
}

/** The number of entries before one. */
async function placeOf(page: Page, entry: Locator): Promise<number> {
  const title = await entry.getAttribute('aria-labelledby');
  const titles = await entries(page).evaluateAll((all) =>
    all.map((each) => each.getAttribute('aria-labelledby')),
  );
  return titles.indexOf(title);
}

/** A day, UTC, so many days from today. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** Asks about the newest access as the patient, in another window. */
async function askAsPatient(): Promise<void> {
  const { page } = await openPage(browser);
  await signInAs(page, served.url, 'patient');
  await page
    .getByRole('button', { name: /^Ask about this access/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('I do not know this person. Why was my record opened?');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.context().close();
}

async function toQueue(page: Page, by: KeystrokeWalk): Promise<void> {
  await by.click(page.getByRole('link', { name: /^All \d+ in the queue$/ }));
  await by.until(entries(page));
}

async function findPatient(page: Page, by: KeystrokeWalk): Promise<void> {
  await by.fill(page.getByRole('combobox', { name: 'Patient' }), NAME);
  await by.until(page.getByRole('option', { name: 'Tobias249 Mraz57' }));
  await by.press('Enter');
}

/** Closes the entry that has the focus. */
async function closeByKeys(page: Page, by: KeystrokeWalk): Promise<void> {
  const dialog = page.getByRole('dialog');
  const entry = await fixed(
    page,
    entries(page)
      .filter({ has: page.locator(':focus') })
      .or(page.locator('article:focus'))
      .first(),
  );
  await by.press('c');
  await by.until(dialog);
  await by.tabTo(dialog.getByRole('radio').first());
  await by.press('Space');
  await by.tabTo(dialog.getByLabel(/^Note/));
  await by.type(NOTE);
  await by.tabTo(dialog.getByRole('button', { name: 'Close', exact: true }));
  await by.press('Enter');
  await by.untilGone(entry);
}

/** Suppresses what the rule of the entry finds that has the focus. */
async function suppressByKeys(page: Page, by: KeystrokeWalk): Promise<void> {
  const dialog = page.getByRole('dialog');
  await by.press('u');
  await by.until(dialog);
  await by.tabTo(dialog.getByLabel(/^Last day/));
  await by.typeDay(dialog.getByLabel(/^Last day/), dayFromNow(60));
  await by.tabTo(dialog.getByLabel(/^Reason/));
  await by.type(NOTE);
  await by.tabTo(dialog.getByRole('button', { name: 'Suppress', exact: true }));
  await by.press('Enter');
}

/** Closes all cases of an entry: finding, note, button. */
async function closeAll(page: Page, by: KeystrokeWalk, entry: Locator): Promise<void> {
  const closed = await fixed(page, entry);
  await by.click(closed.getByRole('button', { name: /^Close all …/ }));
  const dialog = page.getByRole('dialog');
  await by.until(dialog);
  await by.click(dialog.getByText(/^Appropriate/).first());
  await by.fill(dialog.getByLabel(/^Note/), NOTE);
  await by.click(dialog.getByRole('button', { name: 'Close', exact: true }));
  await by.untilGone(closed);
}

/** The same entry wherever it stands in the list from now on. */
async function fixed(page: Page, entry: Locator): Promise<Locator> {
  return page.locator(`article[aria-labelledby="${await entry.getAttribute('aria-labelledby')}"]`);
}

const HEAD = ['Task', 'Clicks', 'Keys', 'Wheel', 'Screens', 'Seconds', 'Waited'];

/** A time limit that also suffices for a PDF file on a busy machine, in ms. */
const PATIENCE_MS = 300_000;

const only = process.argv[2];
const served = await startServedConsole({ size: 2_000, days: 40 });
const browser = await openBrowser();
try {
  const rows: string[][] = [];
  const { page } = await openPage(browser, { viewport: { width: 1366, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await signInAs(page, served.url, 'privacy_officer');
  const awaiting = await page.getByRole('link', { name: /in the queue$/ }).innerText();
  for (const task of TASKS) {
    if (only !== undefined && !task.name.includes(only)) continue;
    await page.evaluate(`history.pushState(null, '', '/admin')`);
    await page.getByRole('link', { name: /in the queue$/ }).waitFor();
    // So that the Tab key begins at the top of the page.
    await page.evaluate('document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0)');
    await task.prepare?.(page);
    const by = createKeystrokeWalk(page);
    await task.walk(page, by);
    rows.push(rowOf(task.name, by.effort()));
  }
  printTable(HEAD, rows);
  process.stdout.write(`${awaiting}, before the first task\n`);
} finally {
  await browser.close();
  await served.close();
}

function rowOf(name: string, { clicks, keys, turns, screens, seconds, waited }: Effort): string[] {
  const figures = [clicks, keys, turns, screens].map(String);
  return [name, ...figures, seconds.toFixed(1), waited.toFixed(1)];
}
