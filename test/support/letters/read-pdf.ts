/* oxlint-disable typescript/no-unsafe-assignment -- the types of unpdf import a package that it does not ship */
import { extractText, getDocumentProxy } from 'unpdf';
import { z } from 'zod';

const CONTENT = z.object({
  pages: z.number(),
  text: z.string(),
  info: z.record(z.string(), z.unknown()),
  metadata: z.string(),
  isMarked: z.boolean(),
  tags: z.string(),
  lines: z.array(z.object({ x: z.number(), text: z.string() })),
});

const RUNS = z.object({
  items: z.array(z.object({ str: z.string(), transform: z.array(z.number()) })),
});

/**
 * What a PDF file says, as PDF.js reads it: its text, metadata (XMP), the tags of its first two pages, and its lines with the
 * place of their left end in points.
 */
export async function readPdf(bytes: Buffer): Promise<z.infer<typeof CONTENT>> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(document, { mergePages: true });
  const { info, metadata } = await document.getMetadata();
  const marks: unknown = await document.getMarkInfo();
  const tags: unknown[] = [];
  const lines = new Map<string, { x: number; text: string }>();
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    for (const { str, transform } of RUNS.parse(await page.getTextContent()).items) {
      if (str.trim() === '') continue;
      const [x = 0, y = 0] = transform.slice(4);
      const line = lines.get(`${number} ${y}`);
      if (line === undefined) lines.set(`${number} ${y}`, { x, text: str });
      else line.text += str;
    }
  }
  for (let number = 1; number <= Math.min(2, document.numPages); number += 1) {
    const page = await document.getPage(number);
    tags.push(await page.getStructTree());
  }
  return CONTENT.parse({
    pages: document.numPages,
    text: text.replaceAll(/\s+/gu, ' '),
    info,
    metadata: metadata.getRaw(),
    isMarked: JSON.stringify(marks).includes('"Marked":true'),
    tags: JSON.stringify(tags),
    lines: [...lines.values()],
  });
}
