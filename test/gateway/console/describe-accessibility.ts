import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading, whenRead } from '../../support/console/screens.ts';
import { SMALL_TARGETS } from '../../support/console/small-targets.ts';
import { DESK, type VisitedConsole } from '../../support/console/visit-console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** As wide as a desktop's window of 1,280 pixels at 400 % (WCAG 2.2, 1.4.10). */
export const NARROW = { width: 320, height: 640 };

const SCREENS = [
  '?days=90',
  '/search',
  '/patients',
  '/patients/ID',
  '/fields/Patient.ssn',
  '/records/7',
  '/reviews/queue?all=yes',
  '/reviews?state=any',
  '/reviews/history',
  '/reviews/suppressions?state=any',
  '/reviews/rules',
  '/integrity',
];

/** Use of the console by keyboard, on a phone, in the dark color scheme and with a screen reader. */
export function describeAccessibility(visited: VisitedConsole): void {
  it('has a skip link to the content, and moves the focus to the heading of a screen opened by keyboard', async () => {
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
    ['light', 1366, DESK],
    ['dark', 1366, DESK],
    ['light', 320, NARROW],
    ['dark', 320, NARROW],
  ] as const)(
    'has no serious accessibility finding, no small target and no sideways scrolling in %s mode at %i pixels',
    async (colorScheme, _width, viewport) => {
      // The content security policy of the page would block the axe script.
      const page = await visited.open({ colorScheme, viewport, bypassCSP: true });
      await page.goto(visited.served.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await faults(page)).toEqual(NO_FAULTS);
      await signInAs(page, visited.served.url, 'privacy_officer');
      for (const screen of SCREENS) {
        await go(page, screen.replace('ID', visited.served.patient));
        await whenRead(page);
        expect([screen, await faults(page)]).toEqual([screen, NO_FAULTS]);
      }
    },
  );
}

export const NO_FAULTS = { axe: [], smallTargets: [], tooWide: [] };

/**
 * Serious and critical findings of axe, with its rule for the size of targets; targets that are too small for a button; and,
 * if the page is wider than its viewport, the elements that reach beyond it.
 */
export async function faults(page: Page): Promise<unknown> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
  return page.evaluate(`axe.run({ rules: { 'target-size': { enabled: true } } }).then(({ violations }) => ({
    axe: violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]),
    smallTargets: ${SMALL_TARGETS},
    tooWide: document.documentElement.scrollWidth > innerWidth
      ? [...document.querySelectorAll('body *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map(({ outerHTML }) => outerHTML.slice(0, 200))
      : [],
  }))`);
}
