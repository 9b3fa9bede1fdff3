import { describe, expect, it } from '@jest/globals';
import { readPdf } from '../../../support/letters/read-pdf.ts';
import { accessLetter } from '../../../../gateway/reports/letters/access-letter.ts';
import { accountLetter } from '../../../../gateway/reports/letters/account-letter.ts';
import type { Letter } from '../../../../gateway/reports/letters/letter.ts';
import { writeLetterPdf } from '../../../../gateway/reports/letters/write-letter-pdf.ts';
import {
  ACCESS,
  ACCOUNT,
  ENTRY,
  ISSUED,
  PEOPLE,
  START,
  styleOf,
  YEAR_MS,
} from '../../../support/letters/sample-letters.ts';

const SUBJECT = { patient: 'p1', since: START, until: START + YEAR_MS };

/** A PNG image of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function write(letter: Letter): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeLetterPdf(letter, { paper: 'letter', at: ISSUED.at }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a letter as PDF/A', () => {
  it('states PDF/A-2b in its metadata, has a color profile, embedded fonts, tags, language and title, and no encryption', async () => {
    const { settings, ...style } = styleOf();
    const head = settings.hospital;
    if (head === null) throw new Error('The sample has a letterhead.');
    const logo = { mediaType: 'image/png', base64: PIXEL } as const;
    const bytes = await write(
      accountLetter(ACCOUNT, ISSUED, PEOPLE, {
        ...style,
        settings: { ...settings, hospital: { ...head, name: 'A & B <Clinic>', logo } },
      }),
    );
    const raw = bytes.toString('latin1');
    expect(raw).toMatch(/^%PDF-1\.7\n/);
    for (const part of ['/OutputIntents', '/GTS_PDFA1', '/FontFile2', '/StructTreeRoot'])
      expect(raw).toContain(part);
    expect(raw).not.toMatch(/\/Encrypt|\/JavaScript|\/Helvetica/u);
    const { text, info, metadata, isMarked, tags } = await readPdf(bytes);
    expect(info).toMatchObject({ Title: 'Accounting of disclosures', Language: 'en' });
    expect(metadata).toMatch(
      /<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/u,
    );
    expect(isMarked).toBe(true);
    for (const tag of ['Document', 'H1', 'H2', 'P']) expect(tags).toContain(`"role":"${tag}"`);
    expect(text).toContain('A & B <Clinic>');
  });

  it('prints every text of the HTML page, with Latin, Polish, Vietnamese and Greek letters, and numbers its pages', async () => {
    const letter = accessLetter(
      [ACCESS],
      { subject: SUBJECT, issued: ISSUED },
      PEOPLE,
      styleOf({}, 'es'),
    );
    const { pages, text } = await readPdf(await write(letter));
    for (const part of [
      'Quién ha visto su historia clínica',
      'Nombre: Ángela Łódź-Müller',
      'Nguyễn Thị Hằng, Surgeon, Καρδιολογία',
      'Por qué: Su tratamiento',
      `Página 1 de ${pages}`,
      `Página 2 de ${pages}`,
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('\ufffd');
  });

  it('keeps the heading of the list on the page of its first entry if the page ends there', async () => {
    const { blocks, ...letter } = accessLetter(
      [ACCESS],
      { subject: SUBJECT, issued: ISSUED },
      PEOPLE,
      styleOf(),
    );
    // With so many lines above, only the heading and the line below it would fit.
    for (const lines of [2, 3]) {
      const more = Array.from(
        { length: lines },
        () => ({ kind: 'paragraph', text: 'Line' }) as const,
      );
      const { text } = await readPdf(await write({ ...letter, blocks: [...more, ...blocks] }));
      expect(text).toMatch(
        /Access to your record All times are local times \(Central Time\)\. Nguyễn/u,
      );
    }
  });

  it('prints a sign with a note instead of characters that its fonts lack, controls and direction characters', async () => {
    const name = 'Li 李\u202eevil\u0000\nWhen: never';
    const letter = accountLetter(
      ACCOUNT,
      ISSUED,
      { ...PEOPLE, patient: { id: 'p1', name, mrn: null, birthDate: null } },
      styleOf(),
    );
    const { text } = await readPdf(await write(letter));
    expect(text).toContain('Name: Li \ufffd\ufffdevil\ufffd When: never');
    expect(text).toContain('stands for a character that cannot be printed here');
  });

  it('begins no line of a value or a name at the margin, where labels and page texts begin, however the text is padded', async () => {
    const filler = 'word '.repeat(24).trim();
    const forged = `${filler} Why: Your treatment ${filler} This letter is complete. Page 1 of 1 ${'W'.repeat(200)}`;
    const { account, ...entry } = ENTRY;
    const texts = { recipient: forged, description: forged, purpose: forged, address: forged };
    const letter = accountLetter(
      { ...ACCOUNT, entries: [{ ...entry, account, ...texts }] },
      ISSUED,
      { ...PEOPLE, patient: { id: 'p1', name: forged, mrn: null, birthDate: null } },
      styleOf(),
    );
    const { lines } = await readPdf(await write(letter));
    const atMargin = lines.filter(({ x }) => x < 60).map(({ text }) => text.trim());
    expect(atMargin.filter((text) => forged.includes(text))).toEqual([]);
    expect(atMargin.filter((text) => text.startsWith('Name: word'))).toHaveLength(1);
  });
});
