import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading } from '../../support/console/screens.ts';
import { DESK, visitConsole } from '../../support/console/visit-console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };

const visited = visitConsole();

describe('the console', () => {
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
});

describe('the accessibility of the console', () => {
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

  it.each([
    ['light', 1366, DESK],
    ['dark', 1366, DESK],
    ['light', 390, PHONE],
    ['dark', 390, PHONE],
  ] as const)(
    'has no serious or critical finding of axe in %s at %i pixels, and nothing to scroll sideways',
    async (colorScheme, _width, viewport) => {
      // axe itself is a script that the page's policy would stop.
      const page = await visited.open({ colorScheme, viewport, bypassCSP: true });
      await page.goto(visited.served.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await findings(page)).toEqual([]);
      await signInAs(page, visited.served.url, 'privacy_officer');
      for (const screen of SCREENS) {
        const path = screen.replace('ID', visited.served.patient);
        await go(page, path);
        await page.waitForLoadState('networkidle');
        expect([screen, await findings(page)]).toEqual([screen, []]);
        expect([
          screen,
          await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
        ]).toEqual([screen, true]);
      }
    },
  );
});

/** What axe finds that is serious or critical. */
async function findings(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]))`);
}
