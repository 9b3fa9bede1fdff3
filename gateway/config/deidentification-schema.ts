import { z } from 'zod';
import type { SmallAreas } from '../../directives/release/small-areas.ts';
import { pathIn, text } from './values.ts';

/** Where the list of small areas stands; null is the one that comes with the gateway. */
export type SmallAreasSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'list'; readonly list: SmallAreas }
  | null;

/** `deidentification`: what the methods of the marks rest on. */
export function deidentificationSchema(folder: string) {
  const inFile = z
    .strictObject({ file: pathIn(folder, 'a list of small areas') })
    .transform(({ file }): SmallAreasSource => ({ kind: 'file', path: file }));
  const inline = smallAreasSchema().transform((list): SmallAreasSource => ({ kind: 'list', list }));
  return z
    .strictObject({
      smallAreas: z
        .unknown()
        .transform((value, context) => {
          // Which of the two is meant is plain, and a union would not tell what is wrong with it.
          const parsed = (namesFile(value) ? inFile : inline).safeParse(value);
          if (parsed.success) return parsed.data;
          for (const issue of parsed.error.issues) context.addIssue({ ...issue });
          return z.NEVER;
        })
        .nullable()
        .default(null),
      // Without paging, since a page of one tells the position of its member, whatever the order is.
      lists: z.enum(['order', 'refuse-paging', 'as-is'], { error: LISTS }).default('refuse-paging'),
    })
    .prefault({});
}

function namesFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value;
}

/** A list of small areas, with the day and the source of its figures. */
export function smallAreasSchema() {
  return z
    .strictObject({
      asOf: z.iso.date({ error: 'must be the day of the count, such as 2020-04-01' }),
      source: text('who counted, and who says so'),
      areas: z
        .array(z.string({ error: AREA }).regex(/^\d{3}$/, { error: AREA }), {
          error: 'must be a list of areas, such as ["036", "059"]',
        })
        .min(1, { error: 'must name at least one area' })
        .transform((areas): ReadonlySet<string> => new Set(areas)),
    })
    .transform((list): SmallAreas => list);
}

const LISTS = 'must be one of order, refuse-paging, as-is';
const AREA = 'must be the first three digits of ZIP codes, in quotation marks, such as "036"';
