import { LISTED_PURPOSES, type ContentMessages } from '../messages/messages.ts';

/** Returns a purpose of use in words with its code, such as `Research (HRESCH)`; an unknown code as it is. */
export function purposeText(code: string | null, { purposes, notStated }: ContentMessages): string {
  if (code === null) return notStated;
  const listed = LISTED_PURPOSES.find((each) => each === code);
  return listed === undefined ? code : `${purposes[listed]} (${code})`;
}
