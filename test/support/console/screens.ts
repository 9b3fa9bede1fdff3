import type { Locator, Page } from 'playwright-core';

/** Shows another screen of a page that is signed in. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/admin${path}`)})`);
}

/** The heading of a screen, which appears once the screen is shown. */
export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name });
}

/** Waits until the screen that was opened last has read all that it shows. */
export async function whenRead(page: Page): Promise<void> {
  const twoFrames =
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
  await page.evaluate(twoFrames);
  await page.waitForFunction("document.querySelector('.loading') === null");
}
