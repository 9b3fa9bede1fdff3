import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../../../schema/package-file.ts';

/** Name of a token → its colors in light and dark. */
const COLORS = new Map(
  [
    ...readFileSync(packageFile('gateway/console/style/tokens.css'), 'utf8').matchAll(
      /--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, { light, dark }] as const),
);

const GROUNDS = ['page', 'surface', 'hover'];
/** Borders of fields and buttons, the frame of the focus, and bars of charts (WCAG 2.2, 1.4.11). */
const PARTS = ['line-strong', 'focus', 'chart-events', 'chart-denied', 'chart-breakGlass'];
/** WCAG 2.2, 1.4.3. */
const TEXTS = ['text', 'faint', 'link', 'good', 'warn', 'bad'];

it.each([
  ...PARTS.flatMap((color) => GROUNDS.map((ground) => [color, ground, 3] as const)),
  ...TEXTS.flatMap((color) => GROUNDS.map((ground) => [color, ground, 4.5] as const)),
  ...['good', 'warn', 'bad'].map((color) => [color, `${color}-ground`, 4.5] as const),
])('the color %s has on %s a contrast of at least %d:1, light and dark', (color, ground, least) => {
  const [of, on] = [COLORS.get(color), COLORS.get(ground)];
  for (const scheme of ['light', 'dark'] as const)
    expect(contrast(of?.[scheme] ?? '', on?.[scheme] ?? '')).toBeGreaterThanOrEqual(least);
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker = NaN, lighter = NaN] = [luminance(one), luminance(other)].toSorted(
    (a, b) => a - b,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
