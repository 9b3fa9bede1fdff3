import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createVerifier } from '../../../gateway/audit/tree/signed-note.ts';
import { meaningOf } from '../../../gateway/audit/verify/finding-codes.ts';
import { flipLeaf } from '../../support/console/flip-leaf.ts';
import { signInAs, TIME_ZONE } from '../../support/console/open-browser.ts';
import { go } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** What the console shows for a changed ledger or a changed response. */
export function describeIntegrity(visited: VisitedConsole): void {
  it('shows a record as not proven if its response was changed in transit', async () => {
    const page = await visited.open();
    await page.route('**/admin/graphql', async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        body: (await response.text()).replace('records', 'recordz').replace('"_t\\"', '"_u\\"'),
      });
    });
    await signInAs(page, `${visited.served.url}/records/12`, 'privacy_officer');
    await page.getByText('Not proven').waitFor();
    expect(await page.getByText('Proven in your browser').count()).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('verifies the ledger on request and shows the progress', async () => {
    const page = await visited.enter('privacy_officer', '/integrity');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByRole('progressbar', { name: 'Records verified' }).waitFor();
    await page.locator('.verdict-title', { hasText: /^Verified$/ }).waitFor();
    const text = await page.locator('.verdict').first().innerText();
    expect(text).toMatch(/([\d,]+) of \1 records are as they were written/);
  });

  it('shows in the verdict, the comparison, the record and the search that the ledger was changed', async () => {
    const leaf = readLedger(visited.served.ledgerFile).findIndex(
      ({ kind, patients }, index) => index > 500 && kind === 'denial' && patients.length > 0,
    );
    const { at, patients } = readLedger(visited.served.ledgerFile)[leaf] ?? { at: 0, patients: [] };
    const day = new Date(at).toLocaleDateString('en-CA', { timeZone: TIME_ZONE });
    const page = await visited.enter('privacy_officer', `/records/${leaf}`);
    await page.getByText('Proven in your browser').waitFor();
    const restore = flipLeaf(visited.served.ledgerFile, leaf);
    try {
      await page.getByRole('link', { name: 'Integrity', exact: true }).click();
      await page.getByRole('button', { name: 'Verify now' }).click();
      const verdict = page.locator('.verdict').first();
      await verdict.getByText('The ledger does not verify').waitFor();
      const finding = page.locator('tr', { hasText: 'LEAF_MISMATCH' });
      const name = `#${leaf.toLocaleString('en-US')}`;
      expect(await finding.innerText()).toContain(name);
      expect(await finding.innerText()).toContain(meaningOf('LEAF_MISMATCH'));
      await page.getByRole('button', { name: 'Compare now' }).click();
      await page.getByText('Records were changed').waitFor();
      await finding.getByRole('link', { name }).click();
      await page.getByText('Not proven').waitFor();
      expect(await page.getByText('Proven in your browser').count()).toBe(0);
      await go(page, `/search?patient=${patients[0] ?? ''}&since=${day}&until=${day}`);
      await page.getByText(/the ledger does not confirm (it|them)/).waitFor();
      expect(await page.locator(`a[href="/admin/records/${leaf}"]`).count()).toBe(0);
    } finally {
      restore();
    }
    await go(page, '/integrity');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.locator('.verdict-title', { hasText: /^Verified$/ }).waitFor();
  });

  it('states why a record is not proven: a checkpoint signed with an unknown key, or changed after it was signed', async () => {
    const page = await visited.open();
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
      // The link to the previous batch is not part of the tree: only the signature covers it.
      const moved = text.replace(/previous-batch .{4}/, 'previous-batch AAAA');
      await route.fulfill({ response, body: isMoved ? moved : text });
    });
    await signInAs(page, `${visited.served.url}/records/12`, 'privacy_officer');
    await page.getByText('not signed with a key that this page knows').waitFor();
    isMoved = true;
    await page.reload();
    await page.getByText('the signature of the checkpoint is not good').waitFor();
    expect(await page.getByText('Proven in your browser').count()).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('downloads a certificate of the verification with PASS and the key of the ledger', async () => {
    const page = await visited.enter('privacy_officer', '/integrity');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('PASS');
    expect(text).toMatch(/phi-gateway\+[0-9a-f]{8}\+/);
  });
}
