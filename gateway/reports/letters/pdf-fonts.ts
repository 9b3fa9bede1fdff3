import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { printable } from '../../../schema/printable.ts';
import { unpackWoff } from './unpack-woff.ts';

/** The fonts of PDF files: DejaVu Sans, which has Latin, Greek, Cyrillic, Arabic and Hebrew letters. */
export interface PdfFonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
  /**
   * A text on one line, with a sign in place of characters that the fonts lack: PDF/A has no empty boxes. `onMissing` is
   * called if there are any.
   */
  readonly fit: (text: string, onMissing: () => void) => string;
}

/** Reads the fonts, which are parts of the package. */
export function readPdfFonts(): PdfFonts {
  const [regular, bold] = [readFont('400'), readFont('700')];
  const fonts = [parseFont(regular), parseFont(bold)];
  const isPrinted = new Map<string, boolean>();
  const canPrint = (character: string) => {
    const known = isPrinted.get(character);
    if (known !== undefined) return known;
    const codePoint = character.codePointAt(0) ?? 0;
    const can = fonts.every((font) => font.hasGlyphForCodePoint(codePoint));
    isPrinted.set(character, can);
    return can;
  };
  return {
    regular,
    bold,
    fit: (text, onMissing) =>
      printable(text)
        .normalize('NFC')
        .replaceAll(/\s+/gu, ' ')
        .replaceAll(/./gsu, (character) => {
          if (canPrint(character)) return character;
          onMissing();
          return MISSING;
        }),
  };
}

const MISSING = '\u{fffd}';

function readFont(weight: string): Buffer {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`);
  return unpackWoff(readFileSync(file));
}

function parseFont(bytes: Buffer): Font {
  const font = create(bytes);
  if (!('hasGlyphForCodePoint' in font)) throw new TypeError('a font file holds several fonts');
  return font;
}
