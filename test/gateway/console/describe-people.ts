import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signInAs } from '../../support/console/open-browser.ts';
import { go, heading } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { readLedger } from '../../support/read-ledger.ts';

/** The nurse of the example's data, who is also a patient. */
const NAME = 'Tobias249 Mraz57';

/** Names of patients and staff from the directory, in place of their ids. */
export function describePeople(visited: VisitedConsole): void {
  const lookups = () =>
    readLedger(visited.served.ledgerFile).filter(
      ({ details }) => details?.['reports'] === 'people',
    );

  it('shows the names of the people on a page, their ids on a click, and has one record for the page', async () => {
    const before = lookups().length;
    const page = await visited.enter('privacy_officer', '/search?kind=access');
    const patients = page.locator('table.events td.cell-patient');
    await patients
      .first()
      .getByText(/^MR\d{8}$/)
      .waitFor();
    const rows = await patients.count();
    expect(rows).toBe(50);
    for (const text of await patients.allInnerTexts()) {
      expect(text).toMatch(/^[\p{L}’' ]+\d+ [\p{L}’' ]+\d+\s+MR\d{8} · born \w+ \d+, \d{4}$/u);
    }
    const [lookup, ...others] = lookups().slice(before);
    expect(others).toEqual([]);
    const links = await patients.locator('a').all();
    const paths = await Promise.all(links.map((link) => link.getAttribute('href')));
    const ids = new Set(paths.map((path) => path?.split('/').at(-1)));
    expect(lookup).toMatchObject({ kind: 'audit.read', actor: { subject: 'privacy_officer' } });
    expect(new Set(lookup?.patients)).toEqual(ids);
    expect(JSON.stringify(lookup)).not.toMatch(/MR\d{8}/);

    const cell = patients.first();
    expect(await cell.innerText()).not.toMatch(/[0-9a-f]{8}-/);
    await cell.getByRole('button', { name: /^Id of / }).click();
    await cell.getByText(/^[0-9a-f-]{36}$/).waitFor();
    expect(await page.title()).toBe('Search · Access reports');
    await cell.getByRole('link').click();
    await heading(page, /^\p{L}+\d+ /u).waitFor();
    // The history of the browser keeps titles.
    expect(await page.title()).toMatch(/^Patient [0-9a-f-]{36} · Access reports$/);
  });

  it('finds a patient while a part of the name is typed, without accents and by keyboard, and opens the report', async () => {
    const page = await visited.enter('privacy_officer', '/patients');
    const field = page.getByRole('combobox', { name: 'Patient' });
    await field.pressSequentially('jose kuhl');
    const found = page.getByRole('listbox', { name: 'People found' });
    const option = found.getByRole('option').first();
    await option.getByText('José682 Kuhlman836').waitFor();
    await option.getByText('born Nov 16, 1973').waitFor();
    expect(await option.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await heading(page, /^José682 Kuhlman836/).waitFor();
    expect(page.url()).toMatch(/\/patients\/4d197aa6-[0-9a-f-]+$/);

    // What is typed is no filter, which would be recorded, until the reader says that it is an id.
    await go(page, '/search');
    const patient = page.getByRole('combobox', { name: 'Patient' });
    await patient.fill('1973-11-99');
    await page.getByText('No patient found by this text').waitFor();
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/\/search$/);
    await found.getByRole('option', { name: 'Use 1973-11-99 as an id' }).waitFor();
    await patient.fill('jose kuhl');
    await option.getByText('José682 Kuhlman836').click();
    await page.locator('input[value="José682 Kuhlman836"]').waitFor();

    await page.getByRole('combobox', { name: 'Actor' }).fill('mraz');
    await found.getByRole('option', { name: NAME }).click();
    expect(await page.getByRole('combobox', { name: 'Actor' }).inputValue()).toBe(NAME);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL(/\/search\?patient=4d197aa6-[0-9a-f-]+&actor=nurse&issuer=/);
    await page.getByText('No event matches').waitFor();
    expect(page.url()).not.toContain('mraz');
  });

  it('looks up no chosen person again while the search is written, and the people of a search that is opened in one request', async () => {
    const page = await visited.enter('privacy_officer', '/search?operation=nothing');
    await page.getByText('No event matches').waitFor();
    const before = lookups().length;
    for (const [label, text, name] of [
      ['Patient', 'jose kuhl', 'José682 Kuhlman836'],
      ['Actor', 'mraz', NAME],
    ] as const) {
      await page.getByRole('combobox', { name: label }).fill(text);
      await page.getByRole('option', { name }).click();
      await page.locator(`input[value="${name}"]`).waitFor();
    }
    await page.waitForLoadState('networkidle');
    expect(lookups()).toHaveLength(before);
    const lookup = page.waitForResponse((response) =>
      Boolean(response.request().postData()?.includes('people(')),
    );
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await lookup;
    await page.waitForLoadState('networkidle');
    expect(lookups().slice(before)).toMatchObject([
      { patients: [expect.stringMatching(/^4d197aa6-/)], actor: { subject: 'privacy_officer' } },
    ]);
  });

  it('shows ids and a note while the directory does not answer, and a hostile name as a text', async () => {
    const page = await visited.enter('privacy_officer', '/integrity');
    const restore = await answerLookups(page, '{"patients":[],"actors":[],"isComplete":false}');
    await go(page, '/search?kind=access');
    await page.getByText('The directory of people does not answer').waitFor();
    await page
      .locator('td.cell-patient')
      .first()
      .getByText(/^[0-9a-f-]{36}$/)
      .waitFor();
    await restore();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page
      .locator('td.cell-patient')
      .first()
      .getByText(/^MR\d{8}$/)
      .waitFor();
    expect(await page.getByText('The directory of people does not answer').count()).toBe(0);

    const hostile = '<img src=x onerror=alert(1)>"\'';
    const link = page.locator('td.cell-patient a').first();
    const id = ((await link.getAttribute('href')) ?? '').split('/').at(-1) ?? '';
    const details = { id, name: hostile, mrn: '<b>1', birthDate: null };
    await answerLookups(
      page,
      JSON.stringify({ patients: [details], actors: [], isComplete: true }),
    );
    await go(page, `/patients/${id}`);
    await heading(page, hostile).waitFor();
    await page.getByText('<b>1').waitFor();
  });

  it('sends no lookup for a patient who reads their own record', async () => {
    const page = await visited.open();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await signInAs(page, visited.served.url, 'patient');
    await page.locator('.own-access').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(sent.filter((body) => body.includes('people('))).toEqual([]);
    expect(await page.getByRole('button', { name: /^Id of / }).count()).toBe(0);
  });
}

/** Answers the lookups of a page in place of the gateway. Returns the function that ends it. */
async function answerLookups(page: Page, people: string): Promise<() => Promise<void>> {
  await page.route('**/admin/graphql', async (route) => {
    if (route.request().postData()?.includes('people(') !== true) return route.continue();
    return route.fulfill({
      contentType: 'application/graphql-response+json',
      body: `{"data":{"people":${people}}}`,
    });
  });
  return () => page.unroute('**/admin/graphql');
}
