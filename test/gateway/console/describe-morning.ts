import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { phoneFaults } from '../../support/console/phone-faults.ts';
import { NEIGHBOR_OF_PATIENT } from '../../support/console/sample-world.ts';
import { heading } from '../../support/console/screens.ts';
import { PHONE, type VisitedConsole } from '../../support/console/visit-console.ts';
import { readPdf } from '../../support/letters/read-pdf.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** A nurse and a patient in the same street, and the officers, by the names of the directory. */
const NURSE = 'Rufus334 Nolan81';
const PATIENT = 'Fay719 Dickens117';
const OFFICER = 'José682 Kuhlman836';
const COLLEAGUE = 'Hilda327 Zieme207';

/** The morning of a privacy officer, from sign-in to the letter, and what the patient sees of it. */
export function describeMorning(visited: VisitedConsole): void {
  const reviews = () =>
    readLedger(visited.served.ledgerFile).filter(({ kind }) => kind === 'review');

  it('has an officer find a nurse who opened a neighbor’s record, look at the evidence, close the case and write to the patient, who sees the access alone', async () => {
    const before = reviews().length;
    const officer = await visited.open({ acceptDownloads: true });
    await spendMorning(officer, {
      url: visited.served.url,
      rule: 'Neighbor',
      reason: 'Actor and patient live in the same street, a few house numbers apart.',
      comment: 'Not on the ward of the patient that day.',
      go: (place) => officer.getByRole('link', { name: place, exact: true }).click(),
      look: async () => undefined,
    });
    const closed = reviews().slice(before);
    expect(closed.map(({ details }) => details?.['verdict'])).toEqual([
      'COMMENT',
      'ASSIGNED',
      'VIOLATION',
    ]);
    for (const review of closed)
      expect(review).toMatchObject({
        actor: { subject: 'privacy_officer' },
        details: { subject: NEIGHBOR_OF_PATIENT.subject },
        patients: [visited.served.patient],
      });

    const patient = await visited.enter('patient');
    await readOwnPage(patient);
  });
}

/** The same on a phone, about a question of the patient. Tests that expect no question come before it. */
export function describeMorningOnPhone(visited: VisitedConsole): void {
  it('has the patient ask on a phone about that access, and the officer answer on a phone, without sideways scrolling, small targets or long pages', async () => {
    const patient = await visited.open(PHONE);
    await signInAs(patient, visited.served.url, 'patient');
    const access = await readOwnPage(patient);
    expect(await phoneFaults(patient)).toEqual([]);
    await access.getByRole('button', { name: /^Ask about this access/ }).tap();
    const asking = patient.getByRole('dialog', { name: 'Ask about an access' });
    await asking.getByRole('textbox').fill('Why did my neighbor look?');
    expect(await phoneFaults(patient)).toEqual([]);
    await asking.getByRole('button', { name: 'Ask', exact: true }).tap();
    await access.getByText('The privacy office has not finished yet.').waitFor();

    const officer = await visited.open({ ...PHONE, acceptDownloads: true });
    await spendMorning(officer, {
      url: visited.served.url,
      rule: 'Asked by the patient',
      reason: '“Why did my neighbor look?”',
      comment: 'The patient was called.',
      go: async (place) => {
        await officer.getByRole('button', { name: 'Menu' }).tap();
        await officer.getByRole('link', { name: place, exact: true }).tap();
      },
      look: async () => expect(await phoneFaults(officer)).toEqual([]),
    });

    await patient.reload();
    await access.getByText('The privacy office finished on ').waitFor();
  });
}

interface Morning {
  readonly url: string;
  /** The rule that found the case, and its reason. */
  readonly rule: string;
  readonly reason: string;
  readonly comment: string;
  /** Opens a place of the navigation. */
  readonly go: (place: string) => Promise<unknown>;
  /** Looks at each screen and dialog. */
  readonly look: () => Promise<unknown>;
}

async function spendMorning(
  page: Page,
  { url, rule, reason, comment, go, look }: Morning,
): Promise<void> {
  // Sign in and see what awaits review.
  await signInAs(page, url, 'privacy_officer');
  await heading(page, 'Overview').waitFor();
  await page.locator('.scored').first().waitFor();
  await look();
  await page.getByRole('link', { name: /^All \d+ in the queue$/ }).click();

  // The nurse and the patient by name, and why the access is unusual.
  await heading(page, 'Queue').waitFor();
  await look();
  await page.getByLabel('Rule').selectOption(rule);
  const entry = page
    .getByRole('article')
    .filter({ has: page.getByRole('link', { name: NURSE }) })
    .filter({ has: page.getByRole('link', { name: PATIENT }) });
  await entry.getByText(/^MR\d+ · born Dec 5, 1972$/).waitFor();
  await entry.getByText(reason).waitFor();
  await entry.getByText('Why this score').click();
  await entry.locator('.score-parts').getByText(rule).waitFor();
  await look();

  // The evidence: the event, and its record with the proof.
  await page.getByRole('link', { name: 'All cases', exact: true }).click();
  await heading(page, 'Reviews').waitFor();
  await page.getByLabel('Rule').selectOption(rule);
  await entry.getByRole('link', { name: '1 event' }).waitFor();
  await look();
  await entry.getByRole('link', { name: '1 event' }).click();
  await heading(page, 'Search').waitFor();
  const event = page.locator('table.events tbody tr');
  await event.getByText(NURSE).waitFor();
  await event.getByText(PATIENT).waitFor();
  expect(await event.locator('.cell-time').innerText()).toMatch(/, \d\d:\d\d:\d\d E[SD]T$/);
  await look();
  await event.getByRole('link', { name: /^#/ }).click();
  await page.getByText('Proven in your browser').waitFor();
  await page.getByText('Patient: birthDate, gender, name').waitFor();
  await look();

  // A comment, a colleague and a day, then the finding.
  await go('Reviews');
  await page.getByLabel('Rule').selectOption(rule);
  const dialog = page.getByRole('dialog');
  await entry.getByRole('button', { name: /^Comment …/ }).click();
  await dialog.getByText(NURSE).waitFor();
  await dialog.getByLabel('Comment').fill(comment);
  await look();
  await dialog.getByRole('button', { name: 'Add comment' }).click();
  await entry.getByText(comment).waitFor();
  await entry.getByRole('button', { name: /^Assign …/ }).click();
  await dialog.getByLabel('Assign to').fill('zieme');
  await dialog.getByRole('option', { name: COLLEAGUE }).waitFor();
  await look();
  await dialog.getByRole('option', { name: COLLEAGUE }).click();
  expect(await dialog.getByLabel('Assign to').inputValue()).toBe(COLLEAGUE);
  await dialog.getByLabel('Due, if by a day').fill('2099-01-31');
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
  await entry.locator('.case-state').getByText(COLLEAGUE).waitFor();
  await entry.locator('.case-state').getByText('due Sat, Jan 31').waitFor();
  await entry.getByRole('button', { name: /^Close all …/ }).click();
  await dialog.getByText(/^Violation/).click();
  await dialog.getByLabel(/^Note/).fill('The nurse said that she was curious.');
  await look();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await entry.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'History', exact: true }).click();
  await page.getByText('The nurse said that she was curious.').first().waitFor();
  await look();

  // The letter to the patient, who is found by a part of the name.
  await go('Patients');
  await heading(page, 'Patients').waitFor();
  await look();
  await page.getByRole('combobox', { name: 'Patient' }).fill('dick fay');
  await page.getByRole('option', { name: PATIENT }).click();
  await heading(page, PATIENT).waitFor();
  await look();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download letter' }).click(),
  ]);
  const { text } = await readPdf(readFileSync(await download.path()));
  expect(text).toContain(`Name: ${PATIENT}`);
  expect(text).toMatch(/Medical record number: MR\d{8} Date of birth: December 5, 1972/);
  expect(text).toMatch(
    new RegExp(`${NURSE}, [^:]*When: \\w+ \\d+, \\d{4}: \\d+:\\d\\d [AP]M E[SD]T`),
  );
  expect(text).not.toMatch(/curious|Violation|EventFilter/);
}

/** The access of the nurse on the page of the patient, which shows neither reviews nor what computers did. */
async function readOwnPage(page: Page) {
  const access = page.locator('.own-access').filter({ hasText: NURSE });
  await access.getByText('Your treatment').waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain('All times are those of your device (Eastern Time).');
  for (const hidden of ['curious', 'Violation', 'phi-gateway', OFFICER, COLLEAGUE, 'Report read'])
    expect(text).not.toContain(hidden);
  return access;
}
