import { z } from 'zod';
import { SMALL_AREAS, type SmallAreas } from '../../directives/release/small-areas.ts';
import { StartError } from '../platform/errors.ts';
import { pathIn, text } from '../platform/setting-types.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/** `deidentification`: data and settings of the de-identification methods that marks name. */
export function deidentificationSchema(folder: string) {
  const inFile = z
    .strictObject({ file: pathIn(folder, 'a list of small areas') })
    .transform(({ file }, context) => {
      const read = readSmallAreas(file);
      if (read.ok) return read.areas;
      context.addIssue({ code: 'custom', path: ['file'], message: read.problem });
      return z.NEVER;
    });
  return z
    .strictObject({
      smallAreas: z
        .unknown()
        .transform((value, context) => {
          // Not a union: its error would not say what is wrong with the form that was chosen.
          const parsed = (namesFile(value) ? inFile : smallAreasSchema()).safeParse(value);
          if (parsed.success) return parsed.data;
          for (const issue of parsed.error.issues) context.addIssue({ ...issue });
          return z.NEVER;
        })
        .nullable()
        .default(null)
        .transform((list) => list ?? SMALL_AREAS)
        .describe(
          'Three-digit ZIP codes that ZIP3 masks as 000: `{ file: PATH }`, or `{ asOf, source, areas }`. Default: the list of the 2020 census.',
        ),
      // A page of one reveals the position of its member, whatever the order is.
      lists: z
        .enum(['order', 'refuse-paging', 'as-is'], { error: LISTS })
        .default('refuse-paging')
        .describe(
          'Lists whose members a caller sees by pseudonym: `order` sorts them by what is released, `refuse-paging` does so and refuses paging arguments, since a page of one reveals the position of its member, `as-is` leaves the order.',
        ),
    })
    .prefault({})
    .describe('Data and choices behind the methods of the marks.');
}

function namesFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value;
}

type ReadSmallAreas =
  | { readonly ok: true; readonly areas: SmallAreas }
  | { readonly ok: false; readonly problem: string };

/** Reads a list of small areas from a file of its own, in YAML or JSON. */
function readSmallAreas(path: string): ReadSmallAreas {
  try {
    const { tree, lineOf } = readYaml(path);
    const { data, problems } = parseTree(smallAreasSchema(), tree, {});
    if (data !== null) return { ok: true, areas: data };
    const lines = problemLines(problems, (at) => `line ${lineOf(at)}, `);
    return { ok: false, problem: lines.join('; ') };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { ok: false, problem: error.problems.join('; ') };
  }
}

/** A list of small areas, with the day and the source of its figures. */
function smallAreasSchema() {
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
