import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { makeCredentials } from '../../gateway/demo/credentials.ts';
import type {
  IdentityProvider,
  IdentityProviderOptions,
} from '../../gateway/demo/identity-provider.ts';
import { demoFolder } from '../../gateway/demo/settings.ts';
import { packageFile } from '../../schema/package-file.ts';
import { openBrowser, openPage, signInAs } from '../support/console/open-browser.ts';
import { startServedConsole } from '../support/console/served-console.ts';
import { startPhiGateway } from '../support/phi-gateway-process.ts';
import { CLOCK, realNow, setClock } from './fixed-clock.ts';

/*
 * Takes the pictures of the console for the documentation: a real gateway on a sample ledger, in a real browser, always on
 * the same day. Only the ids of records, and so their hashes, differ between runs.
 */

const FOLDER = packageFile('gateway/console/screenshots');
const VIEW = { width: 1366, height: 900 };

// Its cookies and tokens are for a browser with the current time.
setClock();
const served = await startServedConsole({
  size: 4_200,
  days: 62,
  startProvider: startProviderApart,
  // The provider runs on the real clock.
  maxAgeMinutes: null,
});
const browser = await openBrowser();
try {
  mkdirSync(FOLDER, { recursive: true });
  const { page } = await openPage(browser, { viewport: VIEW, colorScheme: 'light' });
  await page.addInitScript({ content: CLOCK });
  await signInAs(page, `${served.url}/integrity`, 'privacy_officer');
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.locator('.verdict-title', { hasText: /^Verified$/ }).waitFor();
  await page.getByRole('button', { name: 'Compare now' }).click();
  await page.getByText('Complete', { exact: true }).waitFor();
  await take(page, 'integrity');
  await show(page, `/patients/${served.patient}`);
  await page.getByText('Complete: index and ledger agree').waitFor();
  await take(page, 'patient');
  await show(page, '/reviews/queue');
  await page.getByText('Why this score').first().click();
  await page.locator('.case-about .person').first().waitFor();
  await take(page, 'queue');
  await show(page, '/');
  await take(page, 'overview');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'overview-dark');
} finally {
  await browser.close();
  await served.close();
}

async function show(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/admin${path}`)})`);
  // A loading part is visible from the next frame on.
  do await sleep(500);
  while ((await page.locator('.loading, .chart-space').count()) > 0);
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
  // A pointer over a chart would show the figures of a day.
  await page.mouse.move(0, 0);
  const file = join(FOLDER, `${name}.png`);
  writeFileSync(file, await page.screenshot({ animations: 'disabled' }));
  process.stdout.write(`${file}\n`);
}

/** Starts the identity provider as its own process, on the real clock. */
async function startProviderApart(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { port, audience, people, consoleUrl } = options;
  const folder = mkdtempSync(join(tmpdir(), 'phi-screenshots-'));
  mkdirSync(demoFolder({ folder }));
  const issuer = `http://127.0.0.1:${port}`;
  makeCredentials(folder, `${issuer}/token`);
  const args = ['--port', String(port), '--audience', audience, '--patient', people.patient];
  const about = ['--folder', folder, '--console', consoleUrl];
  const { child, ended } = startPhiGateway(['identity-provider', ...args, ...about], folder);
  const until = realNow() + 30_000;
  while (!(await isUp(`${issuer}/jwks`))) {
    if (realNow() > until) throw new Error('the identity provider does not start');
    await sleep(100);
  }
  return {
    issuer,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
