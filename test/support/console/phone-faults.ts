import type { Page } from 'playwright-core';
import { SMALL_TARGETS } from './small-targets.ts';

/**
 * What makes a screen hard to use on a phone: sideways scrolling, targets of less than 24 pixels (WCAG 2.2, 2.5.8), and a
 * length of more than twelve screens. Waits until nothing is loading.
 */
export async function phoneFaults(page: Page): Promise<readonly unknown[]> {
  const unfinished = page.locator('.loading, .is-old');
  while ((await unfinished.count()) > 0) await unfinished.first().waitFor({ state: 'detached' });
  return page.evaluate<readonly unknown[]>(`(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const screens = scrollHeight / innerHeight;
    const width = ${PHONE_WIDTH};
    return [
      ...(scrollWidth > width ? ['scrolls sideways: ' + scrollWidth] : []),
      ...(screens > ${MAX_SCREENS} ? ['is long: ' + screens + ' screens'] : []),
      ...${SMALL_TARGETS}.map((target) => 'is small: ' + target),
    ];
  })()`);
}

/** Pixels. The window of a phone grows with a page that is too wide, so it cannot be compared with that. */
const PHONE_WIDTH = 390;

const MAX_SCREENS = 12;
