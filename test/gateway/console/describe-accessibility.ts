import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading } from '../../support/console/screens.ts';
import { DESK, type VisitedConsole } from '../../support/console/visit-console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };

const SCREENS = [
  '',
  '/search',
  '/patients',
  '/patients/ID',
  '/fields/Patient.ssn',
  '/records/7',
  '/reviews?state=any',
  '/reviews/signed',
  '/reviews/rules',
  '/integrity',
];

/** How the console is used by keyboard, on a phone, in the dark and by a screen reader. */
export function describeAccessibility(visited: VisitedConsole): void {
  it('can be used with the keyboard alone: a skip link, and the heading of each screen', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.evaluate('document.activeElement?.blur()');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('content');
    await page.getByRole('link', { name: 'Actors', exact: true }).focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Actors').waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Actors');
  });

  it.each([
    [1366, DESK],
    [390, PHONE],
  ])(
    'has no serious or critical finding of axe at %i pixels, in light or dark, and nothing to scroll sideways',
    async (_width, viewport) => {
      // axe itself is a script that the page's policy would stop.
      const page = await visited.open({ viewport, bypassCSP: true });
      await page.goto(visited.served.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await findings(page)).toEqual({ light: [], dark: [] });
      await signInAs(page, visited.served.url, 'privacy_officer');
      for (const screen of SCREENS) {
        await go(page, screen.replace('ID', visited.served.patient));
        await page.waitForLoadState('networkidle');
        expect([screen, await findings(page)]).toEqual([screen, { light: [], dark: [] }]);
        expect([
          screen,
          await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        ]).toEqual([screen, true]);
      }
    },
  );
}

/** Those of axe's default rules that look at colors. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe finds that is serious or critical. The dark scheme is a style sheet: it changes colors and nothing else. */
async function findings(page: Page) {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await runAxe(page, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  return { light, dark: await runAxe(page, { runOnly: COLOR_RULES }) };
}

async function runAxe(page: Page, options: object): Promise<unknown> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
  return page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]))`);
}
