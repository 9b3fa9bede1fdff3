import { openBrowser, openPage, signInAs } from '../support/console/open-browser.ts';
import { startServedConsole } from '../support/console/served-console.ts';

/*
 * How the console stands a long ledger: the time to the first page of a search for everything and to each page
 * after it, and what the page holds in memory by then. ROWS=100000, PAGES=40.
 */

const ROWS = Number(process.env['ROWS'] ?? 100_000);
const PAGES = Number(process.env['PAGES'] ?? 40);

const served = await startServedConsole({ size: ROWS, days: 180 });
const browser = await openBrowser();
try {
  const { page } = await openPage(browser, { viewport: { width: 1366, height: 900 } });
  await signInAs(page, `${served.url}/patients`, 'privacy_officer');
  const rows = page.locator('table.events tbody tr');
  const search = async (query: string): Promise<number> => {
    const begun = performance.now();
    await page.evaluate(`history.pushState(null, '', '/admin/search?${query}')`);
    await rows.first().waitFor();
    await page.locator('.is-old').waitFor({ state: 'detached' });
    return performance.now() - begun;
  };
  const heap = async (): Promise<string> => {
    const bytes: unknown = await page.evaluate('performance.memory.usedJSHeapSize');
    return `${(Number(bytes) / 1e6).toFixed(1)} MB`;
  };
  const first = await search('');
  const before = await heap();
  const times: number[] = [];
  for (let at = 0; at < PAGES; at += 1) {
    const begun = performance.now();
    const shown = await page.getByText(/^[\d,]+–[\d,]+ of/).innerText();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText(shown, { exact: true }).waitFor({ state: 'detached' });
    await page.locator('.is-old').waitFor({ state: 'detached' });
    times.push(performance.now() - begun);
  }
  const after = await heap();
  const end = await search('sort=TIME&direction=ASC');
  const sorted = await search('sort=ACTOR&direction=ASC');
  const ordered = times.toSorted((a, b) => a - b);
  const total = await page.getByText(/^[\d,]+–[\d,]+ of/).innerText();
  process.stdout.write(
    [
      `events: ${total}`,
      `first page: ${first.toFixed(0)} ms`,
      `next page: median ${ordered[PAGES >> 1]?.toFixed(0)} ms, slowest ${ordered.at(-1)?.toFixed(0)} ms of ${PAGES}`,
      `the other end: ${end.toFixed(0)} ms; sorted by actor: ${sorted.toFixed(0)} ms`,
      `heap of the page: ${before} after the first page, ${after} after ${PAGES} more`,
      `rows drawn: ${await rows.count()}`,
      '',
    ].join('\n'),
  );
} finally {
  await browser.close();
  await served.close();
}
