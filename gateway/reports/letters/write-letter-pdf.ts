import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type PDFDocument from 'pdfkit';
import { findMessages } from '../messages/find-messages.ts';
import type { Letter, LetterBlock, LetterFact } from './letter.ts';
import type { Paper } from './letter-standards.ts';
import { readPdfFonts, type PdfFonts } from './pdf-fonts.ts';

/** The paper, and when the letter is written, UTC ms since 1970. */
interface PdfOptions {
  readonly paper: Paper;
  readonly at: number;
}

/** Sizes in points: large print has at least 16. */
const SIZE = { text: 16, small: 14, title: 24, heading: 19 } as const;
const MARGIN = 54;
/** Room below a heading for a line in small print, the title of an entry and a line, points. */
const HEADING_ROOM = 112;
const LOGO = { width: 170, height: 62 } as const;

/** Indent of the lines on which a text continues, points: at the margin, they could imitate a label or the end of a letter. */
const HANG = 18;

/** Entries that are written before other work of the thread has its turn. */
const BATCH = 50;

/**
 * Writes a letter as PDF/A-2b (ISO 19005-2) in large print, with tags, language and title for screen readers. All fonts are
 * embedded. The letter is laid out in memory, then its bytes are yielded.
 */
export async function* writeLetterPdf(
  letter: Letter,
  { paper, at }: PdfOptions,
): AsyncGenerator<Uint8Array> {
  const fonts = readPdfFonts();
  const document = openDocument({
    size: paper === 'A4' ? 'A4' : 'LETTER',
    margin: MARGIN,
    pdfVersion: '1.7',
    subset: 'PDF/A-2b',
    tagged: true,
    lang: letter.language,
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    // Without it, pdfkit would open Helvetica, which cannot be embedded.
    font: '',
    // pdfkit writes these into XML as they are, so that no text of the configuration may be among them.
    info: { Title: letter.title, CreationDate: new Date(at) },
  });
  const writer = createWriter(document, fonts);
  document.addPage();
  writer.head(letter);
  for (const block of letter.blocks) {
    for (const [place, write] of stepsOf(block, writer).entries()) {
      write();
      if (place % BATCH === BATCH - 1) await nextTurn();
    }
  }
  writer.end(letter);
  document.end();
  for await (const bytes of document) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('a PDF file consists of bytes');
    yield bytes;
  }
}

/** Its types name only a default export, which its CommonJS build does not have. */
interface PdfKit {
  readonly PDFDocument: typeof PDFDocument;
}

/** Loads pdfkit from its own folder, beside which it reads a color profile, rather than from the bundle. */
function openDocument(options: PDFKit.PDFDocumentOptions): PDFKit.PDFDocument {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the type is of its own package
  const pdfkit: PdfKit = createRequire(import.meta.url)('pdfkit');
  return new pdfkit.PDFDocument(options);
}

type Writer = ReturnType<typeof createWriter>;

/** What writes a block, one step for each entry. */
function stepsOf(block: LetterBlock, writer: Writer): readonly (() => void)[] {
  switch (block.kind) {
    case 'heading':
      return [() => writer.heading(block.text)];
    case 'paragraph':
      return [() => writer.paragraph(block.text)];
    case 'warning':
      return [() => writer.warning(block.text)];
    case 'small':
      return [() => writer.small(block.text)];
    case 'facts':
      return [() => writer.facts(block.facts)];
    case 'entries':
      return block.entries.map((entry) => () => {
        writer.entryTitle(entry.title);
        writer.facts(entry.facts);
      });
    default:
      return block satisfies never;
  }
}

function createWriter(document: PDFKit.PDFDocument, fonts: PdfFonts) {
  document.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  const root = document.struct('Document');
  document.addStructure(root);
  let isMissing = false;
  const fit = (text: string) =>
    fonts.fit(text, () => {
      isMissing = true;
    });
  /**
   * Writes a paragraph; `before` and `indent` are points, `hang` is the further indent of all lines but the first, and `room`
   * is what has to fit below it on its page.
   */
  const write = (
    text: string,
    {
      tag = 'P',
      font = 'regular',
      size = SIZE.text,
      before = 6,
      indent = 0,
      hang = 0,
      room = 0,
    }: {
      readonly tag?: string;
      readonly font?: 'regular' | 'bold';
      readonly size?: number;
      readonly before?: number;
      readonly indent?: number;
      readonly hang?: number;
      readonly room?: number;
    },
  ) => {
    document.font(font).fontSize(size);
    const bottom = document.page.height - MARGIN;
    const isTop = document.y <= MARGIN;
    if (!isTop && document.y + before + document.currentLineHeight(true) + room > bottom)
      document.addPage();
    else if (!isTop) document.y += before;
    const left = MARGIN + indent + hang;
    document.text(fit(text), left, document.y, {
      width: document.page.width - MARGIN - left,
      indent: -hang,
      lineGap: 3,
      structParent: root,
      structType: tag,
    });
  };
  return {
    head({ head, title }: Letter) {
      if (head?.logo != null) {
        document.markContent('Artifact', { type: 'Layout' });
        document.image(Buffer.from(head.logo.base64, 'base64'), MARGIN, MARGIN, {
          fit: [LOGO.width, LOGO.height],
        });
        document.endMarkedContent();
        document.y = MARGIN + LOGO.height + 8;
      }
      if (head !== null) {
        write(head.name, { font: 'bold' });
        for (const line of head.address) write(line, { before: 0 });
        if (head.phone !== null) write(head.phone, { before: 0 });
      }
      write(title, { tag: 'H1', font: 'bold', size: SIZE.title, before: 24 });
      document.y += 6;
    },
    heading: (text: string) =>
      write(text, { tag: 'H2', font: 'bold', size: SIZE.heading, before: 22, room: HEADING_ROOM }),
    paragraph: (text: string) => write(text, {}),
    small: (text: string) => write(text, { size: SIZE.small }),
    warning: (text: string) => write(text, { font: 'bold', before: 12 }),
    entryTitle: (text: string) =>
      write(text, { tag: 'H3', font: 'bold', before: 14, hang: HANG, room: 50 }),
    facts(facts: readonly LetterFact[]) {
      for (const { label, lines } of facts) {
        const [first = '', ...more] = lines;
        write(`${label}: ${first}`, { before: 3, hang: HANG });
        for (const line of more)
          write(line, { size: SIZE.small, before: 0, indent: HANG, hang: HANG });
      }
    },
    /** Writes the footer, and the number of each page outside the text. */
    end({ footer, language }: Letter) {
      const { letter } = findMessages(language);
      if (isMissing) write(letter.unprintable, { size: SIZE.small });
      write(footer, { size: SIZE.small, before: 18 });
      root.end();
      const { start, count } = document.bufferedPageRange();
      for (let page = start; page < start + count; page += 1) {
        document.switchToPage(page);
        document.font('regular').fontSize(12);
        document.markContent('Artifact', { type: 'Pagination' });
        document.text(letter.page(page + 1, count), MARGIN, document.page.height - 36, {
          lineBreak: false,
        });
        document.endMarkedContent();
      }
    },
  };
}
