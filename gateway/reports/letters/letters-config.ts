import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { mapOf, oneOf, text, type Settings } from '../../platform/setting-types.ts';
import { isTimeZone } from '../time-zone.ts';
import { LANGUAGES } from '../messages/messages.ts';
import { PAPERS, STAFF_NAMINGS } from './letter-standards.ts';

export type LettersConfig = Settings<typeof lettersSchema>;

/** `admin.letters`: reports as pages that a patient receives. */
export function lettersSchema(folder: string) {
  return z
    .strictObject({
      hospital: hospitalSchema(folder),
      timeZone: text('a time zone (IANA), such as America/New_York')
        .refine(isTimeZone, {
          error:
            'is not a time zone (IANA) that this Node.js knows. Name one such as America/New_York',
        })
        .default('UTC')
        .describe("The hospital's time zone (IANA). Times in letters are in it."),
      language: oneOf(LANGUAGES)
        .default('en')
        .describe(
          "Language of letters for which a request names no other, and of the patients' page for browsers that ask for none of its languages.",
        ),
      paper: oneOf(PAPERS)
        .nullable()
        .default(null)
        .describe(
          'Paper of PDF files. Null: letter with the standard `hipaa`, A4 with the others.',
        ),
      standard: oneOf(['hipaa', 'ehds', 'uk', 'germany'])
        .default('hipaa')
        .describe('The law that decides what an access report shows.'),
      staff: oneOf(STAFF_NAMINGS)
        .default('name')
        .describe('How members of staff are named to patients, in letters and on their page.'),
      words: z
        .strictObject({ en: hospitalWords('English'), es: hospitalWords('Spanish') })
        .prefault({})
        .describe(
          'What patients read in place of names of roles, departments and types, by language.',
        ),
      breakGlassNotice: z
        .boolean({ error: 'must be true or false' })
        .default(false)
        .describe(
          "Whether the patients' page begins with a notice of break-glass access in the last 30 days.",
        ),
    })
    .prefault({})
    .describe('Reports as letters to patients.');
}

function hospitalWords(language: string) {
  return mapOf(text('a word'), 'a mapping of names to words')
    .prefault({})
    .describe(`Name of a role, a department or a type → what it is called in ${language}.`);
}

function hospitalSchema(folder: string) {
  return z
    .strictObject({
      name: text('the name of the hospital').describe('Name of the hospital.'),
      address: z
        .array(text('a line of the address'), { error: 'must be a list of lines' })
        .max(6, { error: 'must have at most 6 lines' })
        .default([])
        .describe('Lines of the postal address.'),
      phone: text('a telephone number')
        .nullable()
        .default(null)
        .describe('Telephone number of the privacy office.'),
      logo: logoFile(folder).nullable().default(null).describe('PNG or JPEG file, at most 500 kB.'),
    })
    .nullable()
    .default(null)
    .describe('The letterhead. Null: letters have none.');
}

const MAX_LOGO_BYTES = 500_000;

/** An image that is read when the gateway starts, so that a letter never lacks it. */
function logoFile(folder: string) {
  return text('the path of a PNG or JPEG file').transform((value, context) => {
    const path = resolve(folder, value);
    const image = readImage(path);
    if (typeof image !== 'string') return image;
    context.addIssue(image);
    return z.NEVER;
  });
}

/** An image, or the problem with its file. */
function readImage(path: string) {
  try {
    if (statSync(path).size > MAX_LOGO_BYTES)
      return 'the file has more than 500 kB. Make the image smaller';
    const bytes = readFileSync(path);
    const mediaType = mediaTypeOf(bytes);
    if (mediaType === null) return 'the file is not a PNG or JPEG image. Convert it';
    return { mediaType, base64: bytes.toString('base64') };
  } catch {
    return "the file can't be read. Fix the path or its permissions";
  }
}

function mediaTypeOf(bytes: Buffer): 'image/png' | 'image/jpeg' | null {
  if (bytes.subarray(0, 8).equals(PNG)) return 'image/png';
  return bytes.subarray(0, 3).equals(JPEG) ? 'image/jpeg' : null;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
