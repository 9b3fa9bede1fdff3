import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { ENGLISH_PAGE } from '../../../gateway/reports/messages/english-page.ts';
import { ENGLISH } from '../../../gateway/reports/messages/english.ts';
import { nextSignInTime, signInAs } from '../../support/console/open-browser.ts';
import { heading } from '../../support/console/screens.ts';
import { DESK, type VisitedConsole } from '../../support/console/visit-console.ts';
import { ENGLISH_WORDS, messagesIn } from '../../support/letters/messages-in.ts';
import { readPdf } from '../../support/letters/read-pdf.ts';
import { faults, NARROW, NO_FAULTS } from './describe-accessibility.ts';

/** A letter of hundreds of accesses takes long on a busy machine. */
const PATIENCE = { timeout: 110_000 };

/** The nurse of the sample by the name of the directory. */
const NURSE = 'Tobias249 Mraz57';
const SPANISH_TITLE = 'Quién ha visto su historia clínica';

/** What a patient sees of their own record, in English and Spanish, and the letter that a patient downloads. */
export function describeOwnRecord(visited: VisitedConsole): void {
  it('begins with a notice of break-glass access, and shows these accesses alone', async () => {
    const page = await visited.enter('patient');
    const notice = page.getByRole('region', { name: 'opened by emergency access' });
    await notice.getByText(/^This happened (?:once|\d+ times) in the last 30 days, /).waitFor();
    await notice.getByText('Our privacy office checks each use').waitFor();
    await notice.getByRole('button', { name: 'Show emergency access' }).click();
    await page.waitForURL(/breakGlass=true/);
    const only = page.locator('.own-access');
    await page.getByText(/^1–\d of \d$/).waitFor();
    for (const text of await only.allInnerTexts())
      expect(text).toContain('Emergency access was opened.');
    await page.getByLabel('Show', { exact: true }).selectOption('refused');
    await page.locator('.own-access', { hasText: 'An attempt that was refused' }).first().waitFor();
    expect(await page.locator('.own-access', { hasText: 'Allowed' }).count()).toBe(0);
  });

  it('speaks Spanish to a Spanish browser on each of its screens, without an English sentence, and downloads a letter in Spanish', async () => {
    const page = await visited.open({ locale: 'es-MX', acceptDownloads: true });
    await page.goto(visited.served.url);
    await page.getByRole('button', { name: 'Iniciar sesión' }).waitFor();
    expect(await englishIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await page.locator('button[value="patient"]').click();
    await heading(page, SPANISH_TITLE).waitFor();
    await page.locator('.own-access').first().waitFor();
    await page.getByText('Participa en su atención').first().waitFor();
    expect(await page.title()).toBe(`${SPANISH_TITLE} · Informes de acceso`);
    expect(await page.evaluate('document.documentElement.lang')).toBe('es');
    await page.evaluate(
      "for (const details of document.querySelectorAll('details')) details.open = true",
    );
    expect(await englishIn(page)).toEqual([]);
    await page
      .getByLabel('Carta', { exact: true })
      .selectOption({ label: 'Accesos, para imprimir' });
    const [download] = await Promise.all([
      page.waitForEvent('download', PATIENCE),
      page.getByRole('button', { name: 'Descargar la carta' }).click(),
    ]);
    const letter = readFileSync(await download.path(), 'utf8');
    expect(letter).toContain('<html lang="es">');
    expect(letter).toContain('Fay719 Dickens117');
    await page.getByText('se descargó por completo').waitFor();
    // Nothing of this kind, and a gateway that does not respond.
    await page.goto(`${visited.served.url}/?breakGlass=true&denied=true`);
    await page.getByText('No hay nada que mostrar').waitFor();
    expect(await englishIn(page)).toEqual([]);
    await page.route('**/admin/graphql', (route) => route.abort());
    await page.getByLabel('Mostrar', { exact: true }).selectOption('refused');
    await page.getByText('El servicio no responde ahora').waitFor();
    expect(await englishIn(page)).toEqual([]);
    await page.evaluate(
      "localStorage.setItem('phi-console-last-activity', String(Date.now() - 870_000))",
    );
    await page.getByRole('button', { name: 'Mantener la sesión' }).waitFor();
    expect(await englishIn(page)).toEqual([]);
    visited.forgive(page, 'ERR_FAILED');
  });

  it('changes the language on request, remembers it in this browser, and speaks English to reviewers', async () => {
    const page = await visited.enter('patient');
    await heading(page, ENGLISH.access.title).waitFor();
    await page.getByLabel('Language').focus();
    await page.getByLabel('Language').selectOption('es');
    await heading(page, SPANISH_TITLE).waitFor();
    expect(await page.evaluate('document.activeElement?.tagName')).toBe('SELECT');
    await page.reload();
    await heading(page, SPANISH_TITLE).waitFor();
    await page.getByRole('button', { name: 'Cerrar sesión' }).click();
    // The console leaves for the issuer once the gateway has ended the sign-in.
    await page.locator('button[name="logout"]').click();
    await nextSignInTime();
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await page.locator('button[value="privacy_officer"]').click();
    await heading(page, 'Overview').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await page.getByLabel('Idioma').count()).toBe(0);
  });

  it('downloads a letter as PDF with letterhead, name, record number and local times', async () => {
    const page = await visited.open({ acceptDownloads: true });
    await signInAs(page, visited.served.url, 'patient');
    const [download] = await Promise.all([
      page.waitForEvent('download', PATIENCE),
      page.getByRole('button', { name: 'Download letter' }).click(),
    ]);
    const { text } = await readPdf(readFileSync(await download.path()));
    expect(text).toContain('Example General Hospital 1 Example Street Worcester, MA 01600');
    expect(text).toContain('+1 508 555 0100');
    expect(text).toContain('Name: Fay719 Dickens117');
    expect(text).toMatch(/Medical record number: MR\d+ Date of birth: December 5, 1972/);
    expect(text).toContain('All times are local times (Eastern Time).');
    // Staff by the names of the directory.
    expect(text).toMatch(/Tobias249 Mraz57, [^:]* When: \w+ \d+, \d{4}: \d+:\d\d [AP]M E[SD]T/);
    expect(text).toMatch(/Physician \d, Physician When: /);
    expect(text).not.toContain(visited.served.patient);

    // Patients have a right to the accounting of disclosures too.
    await page.getByLabel('Letter', { exact: true }).selectOption('Disclosures (PDF)');
    const [account] = await Promise.all([
      page.waitForEvent('download', PATIENCE),
      page.getByRole('button', { name: 'Download letter' }).click(),
    ]);
    expect((await readPdf(readFileSync(await account.path()))).text).toContain(
      'You have a right to this list under federal law',
    );
  });

  it('has an officer write the notice of break-glass access to the patient, in the language chosen, from the queue', async () => {
    const page = await visited.open({ acceptDownloads: true });
    await signInAs(page, `${visited.served.url}/reviews/queue?rule=BREAK_GLASS`, 'privacy_officer');
    const entry = page.getByRole('article').filter({
      has: page.locator(`a[href="/admin/patients/${visited.served.patient}"]`),
      hasText: 'Break-glass was used',
    });
    await entry
      .filter({ hasText: NURSE })
      .getByRole('button', { name: 'Write notice to the patient …' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Notice of emergency access' });
    await dialog.getByLabel('Language of the letter').selectOption('es');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download notice' }).click(),
    ]);
    const { text } = await readPdf(readFileSync(await download.path()));
    expect(text).toContain('Aviso de acceso de urgencia a su historia clínica');
    expect(text).toContain('Nombre: Fay719 Dickens117');
    expect(text).toContain(NURSE);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('has a patient ask about an access, an officer answer it, and the patient see that it was answered', async () => {
    const page = await visited.open({ locale: 'es-US' });
    await page.goto(`${visited.served.url}/?breakGlass=true`);
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await page.locator('button[value="patient"]').click();
    await page.getByText('Todavía no ha preguntado por ningún acceso').waitFor();
    await page.getByRole('button', { name: 'Preguntar por este acceso …' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Preguntar por un acceso' });
    await dialog
      .getByLabel('¿Qué desea saber? (opcional)')
      .fill('¿Por qué?\n<b>Nunca</b> estuve allí.');
    expect(await englishIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Preguntar', exact: true }).click();
    await page.getByText('Su pregunta se ha enviado a la oficina de privacidad.').waitFor();
    const access = page.locator('.own-access').first();
    await access.getByText('La oficina de privacidad todavía no ha terminado.').waitFor();
    expect(await access.innerText()).toContain('¿Por qué? <b>Nunca</b> estuve allí.');
    expect(await access.getByRole('button').count()).toBe(0);
    expect(await englishIn(page)).toEqual([]);

    const desk = await visited.enter('privacy_officer', '/reviews/queue?rule=PATIENT_QUESTION');
    const entry = desk
      .getByRole('article')
      .filter({ hasText: '“¿Por qué? <b>Nunca</b> estuve allí.”' });
    await entry.locator('.badge', { hasText: 'Asked by the patient' }).first().waitFor();
    await entry.getByRole('button', { name: /^Close all/ }).click();
    const closing = desk.getByRole('dialog');
    await closing.getByText('Appropriate', { exact: true }).click();
    await closing.getByRole('textbox').fill('The nurse was on duty; the patient was called.');
    await closing.getByRole('button', { name: 'Close', exact: true }).click();
    await closing.waitFor({ state: 'detached' });

    await page.reload();
    await access.getByText('La oficina de privacidad terminó el ').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('on duty');
  });

  it.each([
    ['light', 1366, DESK],
    ['dark', 320, NARROW],
  ] as const)(
    'has no serious accessibility finding and a bearable length in %s mode at %i pixels',
    async (colorScheme, _width, viewport) => {
      const page = await visited.open({ colorScheme, viewport, bypassCSP: true, locale: 'es-US' });
      await page.goto(visited.served.url);
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await page.locator('button[value="patient"]').click();
      await page.locator('.own-access').first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await faults(page)).toEqual(NO_FAULTS);
      // Screens of the device.
      const screens = await page.evaluate('document.documentElement.scrollHeight / innerHeight');
      expect(Number(screens)).toBeLessThan(viewport === DESK ? 8 : 25);
    },
  );
}

/** English on a page: texts of the English catalogs, and sentences with English words. Names, codes and roles are data. */
async function englishIn(page: Page): Promise<readonly string[]> {
  const texts = await page.evaluate<readonly string[]>(`[
    ...document.querySelectorAll('[aria-label], [title], [placeholder]'),
  ].flatMap((element) => ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? '')).concat(
    (() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent.closest('code, bdi, .own-access-head .line, .who-name, [lang="en"], script, noscript') === null)
          found.push(walker.currentNode.textContent);
      }
      return found;
    })(),
  )`);
  return texts
    .map((text) => text.trim())
    .filter((text) => ENGLISH_TEXTS.has(text) || ENGLISH_WORDS.test(text));
}

const ENGLISH_TEXTS: ReadonlySet<string> = new Set(
  [ENGLISH_PAGE, ENGLISH.access, ENGLISH.content, ENGLISH.notice]
    .flatMap((catalog) => [...messagesIn(catalog).values()])
    // Spelled alike in both languages.
    .filter((text) => text !== '' && text !== 'JSON'),
);
