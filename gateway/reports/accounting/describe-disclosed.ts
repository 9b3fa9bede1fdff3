import { CATEGORIES } from '../../../directives/spec.ts';
import type { AccessEntry } from '../../audit/record/record.ts';
import type { ContentMessages } from '../messages/messages.ts';

/** Data of a patient that left the gateway: objects of one type, and their fields. */
export type Disclosed = Pick<AccessEntry, 'type' | 'fields'> & {
  /** How many objects. */
  readonly records: number;
};

/**
 * Describes briefly what was disclosed, in words instead of field names: `Patient: name, dates. Observation (12
 * records): clinical information.` Full and de-identified data are listed separately.
 */
export function describeDisclosed(disclosed: readonly Disclosed[], words: ContentMessages): string {
  const types = new Map<
    string,
    { records: number; full: Set<string>; deidentified: Set<string> }
  >();
  for (const { type, fields, records } of disclosed) {
    const ofType = types.get(type) ?? { records: 0, full: new Set(), deidentified: new Set() };
    types.set(type, ofType);
    ofType.records += records;
    for (const { categories, view } of fields)
      for (const category of categories.length === 0 ? [OTHER] : categories)
        (view === 'full' ? ofType.full : ofType.deidentified).add(category);
  }
  return [...types]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { records, full, deidentified }]) => {
      const heading = words.typeWithCount(type, records);
      // A category that was also shown in full is listed once.
      const only = new Set([...deidentified].filter((category) => !full.has(category)));
      const parts = [
        ...(full.size > 0 ? [categoryWords(full, words)] : []),
        ...(only.size > 0 ? [words.deidentified(categoryWords(only, words))] : []),
      ];
      return `${heading}: ${parts.join('; ')}.`;
    })
    .join(' ');
}

/** Stands for the category of a field without one: this version records none of these, other versions may. */
const OTHER = 'OTHER';

/** Names categories in the order of the specification, so that the same categories always read the same. */
export function categoryWords(
  categories: ReadonlySet<string>,
  words: Pick<ContentMessages, 'categories' | 'otherInformation'>,
): string {
  const specified = CATEGORIES.filter((category) => categories.has(category));
  const hasOthers = categories.size > specified.length;
  const named = specified.map((category) => words.categories[category]);
  return [...named, ...(hasOthers ? [words.otherInformation] : [])].join(', ');
}
