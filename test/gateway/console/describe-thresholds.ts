import { expect, it } from '@jest/globals';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

const PHONE = { width: 390, height: 844 };

/** Changes of thresholds in the list of rules. */
export function describeThresholds(visited: VisitedConsole): void {
  const steps = () =>
    readLedger(visited.served.ledgerFile).filter(({ kind }) => kind === 'log.threshold');

  it('changes the threshold of a rule with a reason, after a preview of the last 30 days, and restores the one of the configuration', async () => {
    const page = await visited.enter('privacy_officer', '/reviews/rules');
    await heading(page, 'Rules for reviews').waitFor();
    const rule = page.locator('.rules li', { hasText: 'More patients than usual' });
    const dialog = page.getByRole('dialog', {
      name: 'Change the threshold of “More patients than usual”',
    });
    const send = dialog.getByRole('button', { name: 'Change', exact: true });
    await rule.getByRole('button', { name: /^Change threshold …/ }).click();
    const value = dialog.getByLabel('New value, 1 to 1,000,000 patients');
    await dialog.getByLabel('Reason').fill('The clinic has large rounds.');
    for (const text of ['', '0', '1000001', '-1', '1e3', 'NaN', '10']) {
      await value.fill(text);
      expect([text, await send.isDisabled()]).toEqual([text, true]);
    }
    await value.fill('100000');
    await dialog.getByText(/0 cases in the last 30 days instead of \d+\./).waitFor();
    await send.click();
    await rule.getByText('Threshold: 100,000 patients. The configuration’s is 10;').waitFor();
    expect(steps()).toMatchObject([
      {
        actor: { subject: 'privacy_officer' },
        details: { rule: 'VOLUME', step: 'CHANGED', from: 10, to: 100_000 },
      },
    ]);
    await rule.getByText('1 step in its history').click();
    await rule.getByText('The clinic has large rounds.').waitFor();

    await rule.getByRole('button', { name: /^Change threshold …/ }).click();
    await dialog.getByText('Restore the configuration’s value, 10 patients').click();
    await dialog.getByLabel('Reason').fill('As before.');
    await send.click();
    await rule.getByText('Threshold: 10 patients.').waitFor();
    expect(steps()).toHaveLength(2);
    await go(page, '');
    await page
      .getByText('A change of the threshold of the rule “More patients than usual” from 10 to')
      .first()
      .waitFor();
  });

  it('lists a proposal of another officer on a phone, who approves or rejects it, and says why the gateway refuses', async () => {
    const page = await visited.open({ viewport: PHONE });
    // The demo has one officer, so the proposal of another one is put into the response.
    await page.route('**/admin/graphql', async (route) => {
      if (route.request().postData()?.includes('query Rules') !== true) return route.continue();
      const response = await route.fetch();
      return route.fulfill({ response, body: withProposal(await response.text()) });
    });
    await signInAs(page, `${visited.served.url}/reviews/rules`, 'privacy_officer');
    const pending = page.locator('section', { hasText: '1 change awaits a decision' }).first();
    await pending.getByText('from 20 to 5 house numbers, proposed by').waitFor();
    await pending.getByText('Too many neighbors.').waitFor();
    const isWide = 'document.documentElement.scrollWidth > innerWidth';
    expect(await page.evaluate(isWide)).toBe(false);
    await pending.getByRole('button', { name: /^Reject …/ }).click();
    const rejection = page.getByRole('dialog', { name: 'Reject the change of “Neighbor”' });
    expect(await rejection.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await pending.getByRole('button', { name: /^Approve …/ }).click();
    const approval = page.getByRole('dialog', { name: 'Approve the change of “Neighbor”' });
    await approval.getByText(/in the last 30 days instead of/).waitFor();
    expect(await page.evaluate(isWide)).toBe(false);
    await approval.getByRole('button', { name: 'Approve' }).click();
    await approval.getByText('this proposal was decided on or withdrawn').waitFor();
    // The list is read again.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
}

const PROPOSAL = {
  leaf: 1,
  time: '2026-01-31T09:00:00.000Z',
  rule: 'NEIGHBOR',
  step: 'PROPOSED',
  from: 20,
  to: 5,
  expires: '2026-02-14T09:00:00.000Z',
  actor: 'otto',
  issuer: 'https://id.example',
  actorName: 'Otto Brandt',
  reason: 'Too many neighbors.',
  outcome: 'PENDING',
};

/** The rules, with a proposal that awaits a decision. */
function withProposal(text: string): string {
  const { data } = JSON.parse(text) as {
    readonly data: {
      readonly rules: readonly { readonly rule: string; readonly threshold: object | null }[];
      readonly thresholdSteps: readonly object[];
    };
  };
  const rules = data.rules.map((rule) =>
    rule.rule === 'NEIGHBOR'
      ? { ...rule, threshold: { ...rule.threshold, proposal: 1, needsApproval: true } }
      : rule,
  );
  const thresholdSteps = [PROPOSAL, ...data.thresholdSteps];
  return JSON.stringify({ data: { ...data, rules, thresholdSteps } });
}
