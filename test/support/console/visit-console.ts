import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signInAs, type WatchedPage } from './open-browser.ts';
import { startServedConsole, type ServedConsole } from './served-console.ts';

/** A console and a browser, as the tests of one file share them. */
export interface VisitedConsole {
  /** What was started before the first test. */
  readonly served: ServedConsole;
  /** A page of its own, as wide as a desk's unless told otherwise. */
  open(options?: Parameters<typeof openPage>[1]): Promise<Page>;
  /** The same, with an account of the demo signed in at a path of the console. */
  enter(account: string, path?: string): Promise<Page>;
  /** Takes what a page complained of as what was to come. */
  forgive(page: Page, what: string): void;
}

/**
 * Starts a console with a ledger of 40 days, and a browser, for all tests of the file that calls it. Fails a test,
 * whatever it did, whose pages had something stopped by their policy, wrote an error or asked anybody else.
 */
export function visitConsole(): VisitedConsole {
  let served: ServedConsole;
  let browser: Browser;
  let opened: WatchedPage[] = [];

  beforeAll(async () => {
    served = await startServedConsole({ size: 2_000, days: 40 });
    browser = await openBrowser();
  });

  afterEach(async () => {
    const pages = opened;
    opened = [];
    await Promise.all(pages.map(({ page }) => page.context().close()));
    const ours = [new URL(served.url).origin, served.issuer];
    const faults = pages.flatMap(({ violations, requests }) => [
      ...violations,
      ...requests.filter((url) => !ours.includes(new URL(url).origin)),
    ]);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  });

  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  const open: VisitedConsole['open'] = async (options = {}) => {
    const watched = await openPage(browser, { viewport: DESK, ...options });
    opened.push(watched);
    return watched.page;
  };
  return {
    get served() {
      return served;
    },
    open,
    async enter(account, path = '') {
      const page = await open();
      await signInAs(page, `${served.url}${path}`, account);
      return page;
    },
    forgive(page, what) {
      opened = opened.map((watched) =>
        watched.page === page
          ? { ...watched, violations: watched.violations.filter((text) => !text.includes(what)) }
          : watched,
      );
    },
  };
}

/** Pixels. */
export const DESK = { width: 1366, height: 900 };
