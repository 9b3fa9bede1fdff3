import type { PageFormat } from '../catalog/file-format.ts';
import type { Letter } from './letter.ts';
import type { Paper } from './letter-standards.ts';
import { writeLetterHtml } from './write-letter-html.ts';

/** The file of a letter. */
export interface LetterFile {
  readonly paper: Paper;
  readonly format: PageFormat;
  /** When the letter is written, UTC ms since 1970. */
  readonly at: number;
}

/** Writes a letter as a file, in pieces. */
export async function* writeLetter(
  letter: Letter,
  { format, paper, at }: LetterFile,
): AsyncGenerator<string | Uint8Array> {
  switch (format) {
    case 'html':
      yield* writeLetterHtml(letter);
      return;
    case 'pdf': {
      // The library is large, and other exports need none of it.
      const { writeLetterPdf } = await import('./write-letter-pdf.ts');
      yield* writeLetterPdf(letter, { paper, at });
      return;
    }
    default:
      format satisfies never;
  }
}
