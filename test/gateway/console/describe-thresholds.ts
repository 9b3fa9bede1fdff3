import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { phoneFaults } from '../../support/console/phone-faults.ts';
import { go, heading } from '../../support/console/screens.ts';
import { PHONE, type VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** The two officers of the demo by the names of the directory. */
const OFFICER = 'José682 Kuhlman836';
const COLLEAGUE = 'Hilda327 Zieme207';

/** Changes of thresholds in the list of rules, which need two officers. */
export function describeThresholds(visited: VisitedConsole): void {
  const steps = () =>
    readLedger(visited.served.ledgerFile)
      .filter(({ kind, details }) => kind === 'log.threshold' && details?.['rule'] === 'VOLUME')
      .map(({ actor, details }) => [actor?.subject, details?.['step'], details?.['to']]);

  it('has an officer propose the threshold of a rule after a preview of the last 30 days, and withdraw it, so that a colleague who wants to approve it is refused', async () => {
    const [mine, hers] = await openBoth(visited);
    const dialog = mine.getByRole('dialog', {
      name: 'Change the threshold of “More patients than usual”',
    });
    const send = dialog.getByRole('button', { name: 'Propose', exact: true });
    await ruleOn(mine)
      .getByRole('button', { name: /^Change threshold …/ })
      .click();
    const value = dialog.getByLabel('New value, 1 to 1,000,000 patients');
    await dialog.getByLabel('Reason').fill('The clinic has large rounds.');
    for (const text of ['', '0', '1000001', '-1', '1e3', 'NaN', '10']) {
      await value.fill(text);
      expect([text, await send.isDisabled()]).toEqual([text, true]);
    }
    await value.fill('100000');
    await dialog.getByText(/0 cases in the last 30 days instead of \d+\./).waitFor();
    await send.click();
    const pending = pendingOn(mine);
    await pending.getByText('from 10 to 100,000 patients, proposed by').waitFor();
    await pending.getByText('The clinic has large rounds.').waitFor();
    // The officer who proposed it cannot approve it, and nothing else can be proposed meanwhile.
    expect(await pending.locator('.dialog-foot').getByRole('button').allInnerTexts()).toEqual([
      expect.stringContaining('Withdraw …'),
    ]);
    expect(await ruleOn(mine).getByRole('button').count()).toBe(0);
    await ruleOn(mine).getByText('Threshold: 10 patients.').waitFor();

    await hers.reload();
    await pendingOn(hers).getByText(OFFICER).waitFor();
    expect(await phoneFaults(hers)).toEqual([]);
    await pendingOn(hers)
      .getByRole('button', { name: /^Approve …/ })
      .tap();
    const approval = hers.getByRole('dialog', {
      name: 'Approve the change of “More patients than usual”',
    });
    await approval.getByText(/in the last 30 days instead of/).waitFor();
    expect(await phoneFaults(hers)).toEqual([]);

    await pending.getByRole('button', { name: /^Withdraw …/ }).click();
    const withdrawal = mine.getByRole('dialog', { name: /^Withdraw the change/ });
    await withdrawal.getByRole('button', { name: 'Withdraw' }).click();
    await pending.waitFor({ state: 'detached' });
    await approval.getByRole('button', { name: 'Approve' }).tap();
    await approval.getByText('this proposal was decided on or withdrawn').waitFor();
    expect(steps()).toEqual([
      ['privacy_officer', 'PROPOSED', 100_000],
      ['privacy_officer', 'WITHDRAWN', 100_000],
    ]);
  });

  it('has a colleague reject a proposal with a reason and approve the next one on a phone, after which it is in effect, and restores the value of the configuration in the same way', async () => {
    const [mine, hers] = await openBoth(visited);
    await propose(mine, 100_000);
    await hers.reload();
    await pendingOn(hers)
      .getByRole('button', { name: /^Reject …/ })
      .tap();
    const rejection = hers.getByRole('dialog', { name: /^Reject the change/ });
    expect(await rejection.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    await rejection.getByLabel('Reason').fill('Too many for any round.');
    await rejection.getByRole('button', { name: 'Reject' }).tap();
    await pendingOn(hers).waitFor({ state: 'detached' });
    await ruleOn(hers).getByText('Threshold: 10 patients.').waitFor();

    await mine.reload();
    await propose(mine, 40);
    await hers.reload();
    await approve(hers);
    await ruleOn(hers).getByText('Threshold: 40 patients. The configuration’s is 10;').waitFor();
    await ruleOn(hers)
      .getByText(/steps in its history/)
      .tap();
    const last = ruleOn(hers).getByRole('listitem').first();
    expect(await last.innerText()).toMatch(
      /^Approved, in effect from 10 to 40 patients, Hilda327 /,
    );
    await ruleOn(hers).getByText('Too many for any round.').waitFor();
    expect(await phoneFaults(hers)).toEqual([]);

    await propose(hers, null);
    await mine.reload();
    await approve(mine);
    await ruleOn(mine).getByText('Threshold: 10 patients.').waitFor();
    expect(steps().slice(-6)).toEqual([
      ['privacy_officer', 'PROPOSED', 100_000],
      ['second_privacy_officer', 'REJECTED', 100_000],
      ['privacy_officer', 'PROPOSED', 40],
      ['second_privacy_officer', 'APPROVED', 40],
      ['second_privacy_officer', 'PROPOSED', null],
      ['privacy_officer', 'APPROVED', null],
    ]);
    await go(mine, '');
    await mine
      .getByText('A change of the threshold of the rule “More patients than usual” from 10 to')
      .first()
      .waitFor();
  });

  it('shows a proposal that expired without a decision in the history of its rule alone', async () => {
    const page = await visited.enter('privacy_officer', '/reviews/rules');
    const rule = page.locator('.rules li', { hasText: 'Former employee' });
    await rule.getByText('1 step in its history').click();
    const step = rule.getByRole('listitem');
    await step.getByText('The personnel office reports late.').waitFor();
    await step.getByRole('link', { name: COLLEAGUE }).waitFor();
    expect(await step.innerText()).toMatch(/^Proposed, expired from 0 to 3 days, Hilda327 /);
    expect(await page.getByText('awaits a decision').count()).toBe(0);
    await rule.getByRole('button', { name: /^Change threshold …/ }).waitFor();
  });
}

/** The rules on the desktop of an officer, and on the phone of a colleague. */
async function openBoth(visited: VisitedConsole): Promise<readonly [Page, Page]> {
  const mine = await visited.enter('privacy_officer', '/reviews/rules');
  const hers = await visited.open(PHONE);
  await signInAs(hers, `${visited.served.url}/reviews/rules`, 'second_privacy_officer');
  await Promise.all([mine, hers].map((page) => heading(page, 'Rules for reviews').waitFor()));
  return [mine, hers];
}

const ruleOn = (page: Page) =>
  page.locator('.rules li', { hasText: 'The actor saw more patients in one hour' });

const pendingOn = (page: Page) =>
  page.locator('section', { hasText: '1 change awaits a decision' }).first();

/** Proposes a value, or that of the configuration. */
async function propose(page: Page, value: number | null): Promise<void> {
  await ruleOn(page)
    .getByRole('button', { name: /^Change threshold …/ })
    .click();
  const dialog = page.getByRole('dialog');
  if (value === null)
    await dialog.getByText('Restore the configuration’s value, 10 patients').click();
  else await dialog.getByLabel(/^New value/).fill(String(value));
  await dialog.getByLabel('Reason').fill('The clinic has large rounds.');
  await dialog.getByRole('button', { name: 'Propose', exact: true }).click();
  await pendingOn(page).waitFor();
}

async function approve(page: Page): Promise<void> {
  await pendingOn(page)
    .getByRole('button', { name: /^Approve …/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await pendingOn(page).waitFor({ state: 'detached' });
}
