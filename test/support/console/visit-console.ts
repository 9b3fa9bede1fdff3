import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, signInAs, type WatchedPage } from './open-browser.ts';
import { startServedConsole, type ServedConsole } from './served-console.ts';

/** The console and the browser that the tests of a file share. */
export interface VisitedConsole {
  /** The console that was started before the first test. */
  readonly served: ServedConsole;
  /** Opens a new page, as wide as a desktop's by default. */
  open(options?: Parameters<typeof openPage>[1]): Promise<Page>;
  /** Opens a page at a path of the console, signed in as an account of the demo. */
  enter(account: string, path?: string): Promise<Page>;
  /** Accepts requests to another gateway's pages. */
  trust(url: string): void;
  /** Accepts the errors that a page has reported so far. */
  forgive(page: Page, what: string): void;
}

/**
 * Starts a console with a ledger of 40 days and a browser, for all tests of the file that calls it. A test fails if one
 * of its pages violates the content security policy, logs an error or sends a request to another origin.
 */
export function visitConsole(): VisitedConsole {
  let served: ServedConsole;
  let browser: Browser;
  let opened: WatchedPage[] = [];
  const trusted = new Set<string>();

  beforeAll(async () => {
    served = await startServedConsole({ size: 2_000, days: 40, twoPersons: true });
    browser = await openBrowser();
  });

  afterEach(async () => {
    const pages = opened;
    opened = [];
    await Promise.all(pages.map(({ page }) => page.context().close()));
    const ours = [new URL(served.url).origin, served.issuer, ...trusted];
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
    trust(url) {
      trusted.add(new URL(url).origin);
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

/** A phone with a touch screen. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
