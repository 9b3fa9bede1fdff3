import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';

/** The rows of the CSV that a page offers. */
export async function downloadRows(
  page: Page,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  await page.getByText('downloaded completely').waitFor();
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  return parse(readFileSync(await download.path(), 'utf8'), { columns: true });
}

/** The number of rows that a page states. */
export async function shownTotal(page: Page): Promise<number> {
  const [, total = ''] =
    /of ([\d,]+)$/.exec(await page.getByText(/^\d+–\d+ of /).innerText()) ?? [];
  return Number(total.replace(',', ''));
}
