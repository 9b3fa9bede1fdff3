import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { packageFile } from '../../schema/package-file.ts';
import { openBrowser, openPage } from '../support/console/open-browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const STYLE = readFileSync(packageFile('gateway/console/style/base.css'), 'utf8');

/** RIGHT-TO-LEFT OVERRIDE: reverses the rest of the paragraph. */
const OVERRIDE = '\u{202e}';

it.each(['a', 'code', 'q', 'span', 'bdi'])(
  'the console keeps text in place beside an actor name with a direction override in <%s>',
  async (tag) => {
    const { page } = await openPage(browser);
    await page.setContent(
      `<style>${STYLE}</style><p><${tag} id="name">dr-hall${OVERRIDE}</${tag}> opened <b id="beside">956a4d3f</b></p>`,
    );
    const [name, beside] = await Promise.all(
      ['#name', '#beside'].map((each) => page.locator(each).boundingBox()),
    );
    expect(beside?.x).toBeGreaterThan((name?.x ?? Infinity) + (name?.width ?? 0) - 1);
    await page.context().close();
  },
);
