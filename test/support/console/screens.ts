import type { Locator, Page } from 'playwright-core';

/** Shows another screen of a page that is signed in. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/admin${path}`)})`);
}

/** The heading of a screen, which appears once the screen is shown. */
export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name });
}
