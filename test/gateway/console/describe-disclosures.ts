import { expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { signInAs, TIME_ZONE } from '../../support/console/open-browser.ts';
import { heading } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** The accounting of disclosures of a patient, and adding to it. */
export function describeDisclosures(visited: VisitedConsole): void {
  // In Kiritimati, noon of today is always in the future by the clock of the gateway.
  it.each([
    ['in Kiritimati', 'Pacific/Kiritimati'],
    ['in New York', TIME_ZONE],
  ])(
    'records a disclosure of today %s in the ledger and lists it in the accounting, even if an older response arrives later',
    async (where, timezoneId) => {
      const page = await visited.open({ timezoneId });
      const { patient, url } = visited.served;
      // The account as it is before, which arrives only when the disclosure is entered.
      const entry = new EventEmitter();
      const isEntered = once(entry, 'entered');
      let isFirst = true;
      await page.route('**/admin/graphql', async (route) => {
        const isAccount = route.request().postData()?.includes('account(') === true;
        if (!isAccount || !isFirst) return route.continue();
        isFirst = false;
        const response = await route.fetch();
        await isEntered;
        await route.fulfill({ response }).catch(() => undefined);
      });
      await signInAs(page, `${url}/disclosures/${patient}`, 'privacy_officer');
      await heading(page, 'Accounting of disclosures').waitFor();
      await page.getByRole('button', { name: 'Enter a disclosure …' }).click();
      const dialog = page.getByRole('dialog', { name: 'Enter a disclosure' });
      await dialog
        .getByLabel('Recipient', { exact: true })
        .fill(`County health department ${where}`);
      await dialog.getByLabel('Description').fill('Immunization record');
      await dialog.getByLabel('Purpose').fill('Report of a disease');
      await dialog.getByLabel('Permitted by').fill('164.512(b)(1)');
      await dialog.getByRole('button', { name: 'Enter', exact: true }).click();
      const entered = page.getByRole('status').getByRole('link', { name: /^record #\d+$/ });
      await entered.waitFor();
      await dialog.waitFor({ state: 'detached' });
      entry.emit('entered');
      const leaf = Number((await entered.innerText()).replace('record #', ''));
      const row = page.locator('table.account tbody tr', { hasText: where });
      await row.waitFor();
      expect(await row.innerText()).toContain('164.512(b)(1)');
      expect(readLedger(visited.served.ledgerFile)[leaf]).toMatchObject({
        kind: 'disclosure',
        actor: { subject: 'privacy_officer' },
        patients: [patient],
      });
    },
  );
}
