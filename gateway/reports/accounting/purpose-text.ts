/** Returns a purpose of use in words with its code, such as `Research (HRESCH)`; an unknown code as it is. */
export function purposeText(code: string | null): string {
  if (code === null) return 'Not stated';
  const words = WORDS.get(code);
  return words === undefined ? code : `${words} (${code})`;
}

/** The codes of v3-PurposeOfUse that an accounting lists. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['HMARKT', 'Marketing of health care'],
  ['DONAT', 'Donation of organs, eyes or tissue'],
  ['GOV', 'Government'],
  ['HDECD', 'Matters of a deceased patient'],
  ['HLEGAL', 'Legal proceedings'],
  ['MILCDM', 'Military command'],
  ['MILDCRG', 'Discharge from military service'],
  ['HRESCH', 'Research'],
  ['BIORCH', 'Biomedical research'],
  ['CLINTRCH', 'Clinical trial'],
  ['CLINTRCHNPC', 'Clinical trial without patient care'],
  ['CLINTRCHPC', 'Clinical trial with patient care'],
  ['PRECLINTRCH', 'Preparation of a clinical trial'],
  ['DSRCH', 'Research on diseases'],
  ['POARCH', 'Research on the origins of populations'],
  ['TRANSRCH', 'Translational research'],
  ['FAMRQT', 'Request of the family'],
  ['PWATRNY', 'Request under a power of attorney'],
  ['SUPNWK', 'Request of a support network'],
  ['PUBHLTH', 'Public health'],
  ['DISASTER', 'Help in a disaster'],
  ['THREAT', 'Averting a threat to a person’s health or safety'],
]);
