import { expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { downloadRows, shownTotal } from '../../support/console/found-rows.ts';
import { signInAs } from '../../support/console/open-browser.ts';
import { NEIGHBOR_OF_PATIENT, NURSE_AS_PATIENT } from '../../support/console/sample-world.ts';
import { go, heading } from '../../support/console/screens.ts';
import { phoneFaults } from '../../support/console/phone-faults.ts';
import { PHONE, type VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** The name of the nurse in the example's data. */
const NAME = 'Tobias249 Mraz57';
const OFFICER = 'José682 Kuhlman836';

/** Cases of unusual access, their reviews, and their files. */
export function describeReviews(visited: VisitedConsole): void {
  it('closes a case of unusual access, by keyboard alone, with a verdict and a note, recorded in the ledger', async () => {
    const page = await visited.enter('privacy_officer');
    await page.getByRole('link', { name: 'Reviews', exact: true }).click();
    await heading(page, 'Queue').waitFor();
    await page.getByLabel('Rule').selectOption('SELF');
    const entry = page.locator('article.case', { hasText: 'Own record' }).first();
    await entry.getByText('Why this score').click();
    expect(await entry.locator('.score').innerText()).toMatch(
      /^Score\s+\d+\s+Why this score\s+Own record\s+\+40\s/,
    );
    await page.getByRole('link', { name: 'All cases', exact: true }).click();
    await heading(page, 'Reviews').waitFor();
    await page.getByLabel('Rule').selectOption('SELF');
    await page.waitForURL(/\/reviews\?rule=SELF$/);
    const found = page.locator('article.case');
    await found.getByText('The actor opened their own record').waitFor();
    expect(await found.count()).toBe(1);
    // The nurse as the actor and as the patient, by the names of the directory.
    await found
      .locator(`a[href="/admin/patients/${NURSE_AS_PATIENT}"]`, { hasText: NAME })
      .waitFor();
    await found.getByRole('heading', { name: NAME }).waitFor();
    const evidence = found.locator('.evidence a').first();
    const leaf = Number((await evidence.innerText()).replace('#', ''));
    expect(readLedger(visited.served.ledgerFile)[leaf]).toMatchObject({
      actor: { subject: 'nurse' },
    });

    // Reviews of the tests before this one.
    const reviews = () =>
      readLedger(visited.served.ledgerFile).filter(({ kind }) => kind === 'review');
    const earlier = reviews().length;
    // With the keyboard alone; the focus returns to the button.
    const close = found.getByRole('button', { name: `Close case … of ${NAME}` });
    await close.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Close this case' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^Close case … of/);
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Tab');
    for (let tabs = 0; tabs < 8; tabs += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.closest("article") === null')).toBe(true);
    }
    expect(await dialog.getByRole('button', { name: 'Close case' }).isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: /^Appropriate/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await dialog.getByRole('radio', { name: /^Violation/ }).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Was curious about a laboratory value.');
    await dialog.getByRole('button', { name: 'Close case' }).click();
    await found.getByText('Closed', { exact: true }).waitFor();
    expect(await found.getByRole('button', { name: /^Close case/ }).count()).toBe(0);
    expect(reviews().slice(earlier)).toMatchObject([
      {
        actor: { subject: 'privacy_officer' },
        details: { subject: 'nurse', verdict: 'VIOLATION' },
      },
    ]);

    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByText('Was curious about a laboratory value.').waitFor();
    const rows = await downloadRows(page);
    expect(rows.slice(0, rows.length - earlier)).toMatchObject([
      { verdict: 'VIOLATION', actor: 'nurse', note: 'Was curious about a laboratory value.' },
    ]);
    await page
      .getByRole('link', { name: /^record #/ })
      .first()
      .click();
    await page.getByText('Proven in your browser').waitFor();
    await go(page, '/reviews?rule=SELF');
    await page.getByText('No case is open').waitFor();
    await page.getByLabel('State').selectOption('CLOSED');
    await found.getByText('Violation').waitFor();
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    const rule = page.locator('.rules li', { hasText: 'After hours' });
    expect(await rule.innerText()).toContain('not configured');
    expect(await rule.innerText()).toContain('admin.unusual.afterHours');
    const own = page.locator('.rules li', { hasText: 'Own record' });
    expect(await own.innerText()).toContain('0 of 1 closed case appropriate (0%)');
    const bulk = page.locator('.rules li', { hasText: 'Bulk download' });
    expect(await bulk.innerText()).toContain('Threshold: 2,000 records.');
  });

  it('assigns an entry of the queue to a colleague by a day, takes it into review, shows a comment as text, and closes all of its cases with one note', async () => {
    const page = await visited.enter('privacy_officer');
    await page.getByRole('link', { name: /^All \d+ in the queue$/ }).click();
    await heading(page, 'Queue').waitFor();
    const entries = page.locator('article.case');
    const isFocused = async (at: number) =>
      (await entries.nth(at).and(page.locator(':focus')).count()) === 1;
    // Keys work in the list only.
    await page.keyboard.press('j');
    expect(await isFocused(0)).toBe(false);
    await entries.first().getByRole('button').first().focus();
    await page.keyboard.press('j');
    expect(await isFocused(1)).toBe(true);
    await page.keyboard.press('k');
    expect(await isFocused(0)).toBe(true);
    const button = page.getByRole('button', { name: /^Suppress …/ });
    await entries.filter({ has: button }).first().focus();
    await page.keyboard.press('u');
    await page.getByRole('dialog', { name: 'Suppress' }).waitFor();
    await page.keyboard.press('Escape');
    await go(page, '/reviews/queue?rule=BREAK_GLASS');
    await page.waitForURL(/rule=BREAK_GLASS$/);
    const entry = entries.first();
    const dialog = page.getByRole('dialog');
    await entry.focus();
    // Only rules that can be suppressed are.
    await page.keyboard.press('u');
    expect(await dialog.count()).toBe(
      await entry.getByRole('button', { name: /^Suppress …/ }).count(),
    );
    await page.keyboard.press('Escape');
    await entry.focus();
    await page.keyboard.press('a');
    await dialog.getByLabel('Due, if by a day').fill('2020-01-31');
    const assignee = dialog.getByRole('combobox', { name: 'Assign to' });
    const assign = dialog.getByRole('button', { name: 'Assign', exact: true });
    await dialog.locator(`input[value="${OFFICER}"]`).waitFor();
    // A text that finds no colleague is an account only if the officer says so.
    await assignee.fill('no such colleague');
    await dialog.getByText('No colleague found by this text').waitFor();
    expect(await assign.isDisabled()).toBe(true);
    await assignee.press('ArrowDown');
    await dialog.getByRole('option', { name: 'Use no such colleague as an account' }).click();
    expect(await assign.isEnabled()).toBe(true);
    await assignee.fill('');
    expect(await assign.isEnabled()).toBe(false);
    await dialog.getByLabel('Due, if by a day').fill('');
    expect(await assign.isEnabled()).toBe(true);
    await dialog.getByLabel('Due, if by a day').fill('2020-01-31');
    await assignee.fill('kuhl');
    await dialog.getByRole('option', { name: OFFICER }).click();
    expect(await assignee.inputValue()).toBe(OFFICER);
    await assign.click();
    await entry.getByText('was due Fri, Jan 31').waitFor();
    await entry.locator('.case-state').getByRole('link', { name: OFFICER }).waitFor();
    await entry.getByRole('button', { name: /^Start review/ }).click();
    await entry.locator('.case-state').getByText('In review').waitFor();
    await entry.getByRole('button', { name: /^Comment …/ }).click();
    await dialog.getByLabel('Comment').fill('<b>Bold</b> & <script>alert(1)</script>');
    const add = dialog.getByRole('button', { name: 'Add comment' });
    await dialog.getByRole('button', { name: 'Refer to a place …' }).click();
    expect(await add.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Remove file 1' }).click();
    const file = { name: 'interview.txt', mimeType: 'text/plain', buffer: Buffer.from('Yes.') };
    await dialog.locator('input[type=file]').setInputFiles(file);
    const digest = hash('sha256', 'Yes.').slice(0, 12);
    await dialog.getByText(digest).waitFor();
    await dialog.getByLabel('Where it is kept, if known').fill('file 12/7');
    await add.click();
    await entry.getByText('<b>Bold</b> & <script>alert(1)</script>').first().waitFor();
    const kept = entry.getByRole('listitem').filter({ hasText: 'interview.txt' }).last();
    expect(await kept.innerText()).toContain(`kept at file 12/7 · SHA-256 ${digest}…`);
    await kept.locator('input[type=file]').setInputFiles(file);
    await kept.getByText('It is the file of the record.').waitFor();
    await kept
      .locator('input[type=file]')
      .setInputFiles({ ...file, buffer: Buffer.from('Yes. And no.') });
    await kept.getByText('It is not the file of the record').waitFor();
    const title = await entry.getAttribute('aria-labelledby');
    await entry.getByRole('button', { name: /^Close all …/ }).click();
    await dialog
      .getByText(/^Appropriate/)
      .first()
      .click();
    await dialog.getByLabel(/^Note/).fill('Asked the ward: an emergency.');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator(`article[aria-labelledby="${title}"]`).waitFor({ state: 'detached' });
    await page
      .getByRole('status')
      .getByText(/^Recorded for \d+ cases?\.$/)
      .waitFor();
    // The next entry has the focus, for those who go on by keys.
    await entry.and(page.locator(':focus')).waitFor();
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByText('Asked the ward: an emergency.').first().waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: `to ${OFFICER}` })
      .filter({ hasText: 'due Fri, Jan 31' })
      .first()
      .waitFor();
  });

  it('links a case to its events, wherever the reader is', async () => {
    // At any time it is another day than in UTC in one of them.
    for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const page = await visited.open({ timezoneId });
      const address = `${visited.served.url}/reviews?rule=NEIGHBOR&state=any`;
      await signInAs(page, address, 'privacy_officer');
      const found = page.getByRole('article').filter({
        has: page.locator(`a[href="/admin/patients/${visited.served.patient}"]`),
      });
      await found.getByRole('link', { name: '1 event' }).click();
      const row = page.locator('table.events tbody tr');
      await row.locator(`a[href*="/actors/${NEIGHBOR_OF_PATIENT.subject}"]`).waitFor();
      expect(await row.count()).toBe(1);
    }
  });

  it('shows which officer closed a case first, and reopens a closed case with a reason', async () => {
    const [one, other] = [
      await visited.enter('privacy_officer', '/reviews?rule=DECEASED'),
      await visited.enter('privacy_officer', '/reviews?rule=DECEASED'),
    ];
    await other.locator('article.case').first().waitFor();
    const { found } = await closeFirst(one, /^Needs follow-up/, 'The ward has to be asked.');
    await found.getByText('Closed', { exact: true }).waitFor();
    const { dialog } = await closeFirst(other, /^Violation/, 'Not allowed.');
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(
      /has closed this case: Needs follow-up, .* record #\d+\. Yours was not recorded/,
    );
    expect(await dialog.getByRole('button', { name: 'Close case' }).isDisabled()).toBe(true);

    await found.getByRole('button', { name: /^Reopen … of/ }).click();
    const reopening = one.getByRole('dialog', { name: 'Reopen this case' });
    const confirm = reopening.getByRole('button', { name: 'Reopen case' });
    expect(await confirm.isDisabled()).toBe(true);
    await reopening.getByLabel(/^Reason/).fill('The ward has answered.');
    await confirm.click();
    await found.locator('.case-state').getByText('Reopened').waitFor();
    await found.getByText('The ward has answered.').waitFor();
    await found.getByText('The ward has to be asked.').waitFor();
    await found.getByRole('button', { name: /^Close case … of/ }).waitFor();
  });

  it('suppresses a case on a phone until a day, counts it and lists it with its reason, and opens it again when the suppression is lifted', async () => {
    const page = await visited.open(PHONE);
    await signInAs(page, `${visited.served.url}/reviews?rule=DECEASED`, 'privacy_officer');
    const cards = page.locator('article.case');
    await cards.first().waitFor();
    const ofOneRule = cards.filter({ hasNot: page.locator('.reasons li:nth-child(2)') }).first();
    const title = await ofOneRule.getAttribute('aria-labelledby');
    const found = page.locator(`article[aria-labelledby="${title}"]`);
    await found.getByRole('button', { name: /^Suppress …/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Suppress' });
    expect(await dialog.getByLabel('Rule').inputValue()).toBe('DECEASED');
    expect(await dialog.getByRole('radio', { name: 'This patient' }).isChecked()).toBe(true);
    const last = dialog.getByLabel(/^Last day/);
    expect(await last.inputValue()).toBe(inDays(30));
    await dialog.getByLabel(/^Reason/).fill('<b>Closes</b> the chart.');
    const confirm = dialog.getByRole('button', { name: 'Suppress', exact: true });
    await last.fill(inDays(0));
    expect(await confirm.isDisabled()).toBe(true);
    await last.fill(inDays(60));
    expect(await phoneFaults(page)).toEqual([]);
    await confirm.click();
    await found.waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'Show suppressed cases' }).click();
    await found.getByText('Suppressed', { exact: true }).waitFor();
    await found.getByText('<b>Closes</b> the chart.').waitFor();
    await go(page, '/reviews/queue?all=yes');
    await page.getByText('1 suppressed case of the period.').waitFor();
    await page.getByRole('link', { name: 'Suppressions', exact: true }).click();
    await heading(page, 'Suppressions').waitFor();
    expect(await phoneFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Lift …/ }).click();
    const lifting = page.getByRole('dialog', { name: 'Lift this suppression' });
    await lifting.getByLabel(/^Reason/).fill('The chart is closed.');
    await lifting.getByRole('button', { name: 'Lift', exact: true }).click();
    await page.getByText('No suppression is current').waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption('past');
    await page.getByText('The chart is closed.').waitFor();
    await go(page, '/reviews?rule=DECEASED');
    await found.waitFor();
  });

  it('downloads the listed cases of unusual access, filtered and sorted', async () => {
    const page = await visited.enter('privacy_officer', '/reviews?state=any');
    const rows = await downloadRows(page);
    expect(rows).toHaveLength(await shownTotal(page));
    expect(rows.length).toBeGreaterThan(20);
    const formats = page.getByLabel('Format of the file');
    expect(await formats.innerText()).toContain('FHIR');
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
      .locator(`a[href="/admin/patients/${last.at(-1) ?? 'a patient'}"]`)
      .waitFor();
    const sorted = await downloadRows(page);
    expect(sorted.map(({ patient }) => patient)).toEqual(last.toReversed());
    await page.getByLabel('Direction').selectOption('ASC');
    await cards
      .first()
      .locator(`a[href="/admin/patients/${last[0] ?? 'a patient'}"]`)
      .waitFor();
  });
}

/** Closes the first case on a page, as far as the gateway lets it. */
async function closeFirst(page: Page, verdict: RegExp, note: string) {
  const found = page.locator('article.case').first();
  await found.getByRole('button', { name: /^Close case … of/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Close this case' });
  await dialog.getByText(verdict).first().click();
  await dialog.getByLabel(/^Note/).fill(note);
  await dialog.getByRole('button', { name: 'Close case' }).click();
  return { found, dialog };
}

/** A day, UTC, so many days from today. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
