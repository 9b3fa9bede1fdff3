import {
  DATA_TYPE_MARKS,
  KINDS,
  MARKS,
  OPEN_RESOURCES,
  PROVIDERS,
  withoutResearch,
  type Mark,
} from './audiences.ts';
import { PART, referenceTargets, valueType, type OutlineElement } from './outline.ts';

/** The mark of a whole type: a resource, a part of one or a data type; null for an open one. */
export function markOfType(path: string): Mark | null {
  const [owner = ''] = path.split('.');
  if (OPEN_RESOURCES.has(owner)) return null;
  const ofDataType = DATA_TYPE_MARKS.get(owner)?.get('');
  return withheld(ofDataType ?? nearestMark(path));
}

/**
 * The mark for an object. Only a value itself can be de-identified: for `deidentified` roles, an object would be there with
 * nulls in it, and an entity that it refers to would be shown.
 */
function withheld(mark: Mark): Mark {
  return { ...mark, audience: { full: mark.audience.full, deidentified: [] } };
}

/**
 * The mark of an element, in addition to the marks of its type and of the type that it returns:
 * - its own entry in {@link MARKS};
 * - a date shows researchers the year, a free text nothing; an age and a reference to a provider are denied to them.
 *
 * Null where those of the types are enough.
 *
 * @throws Error for a resource or a data type without a decision who sees it.
 */
export function markOfElement({ path, type }: OutlineElement): Mark | null {
  const [owner = '', ...names] = path.split('.');
  if (OPEN_RESOURCES.has(owner)) return null;
  const ofDataType = DATA_TYPE_MARKS.get(owner);
  if (ofDataType) return ofDataType.get(names.join('.')) ?? null;
  // The type of a part has the entry.
  const own = type === PART ? null : MARKS.get(path);
  if (own) return KINDS.has(type) ? own : withheld(own);
  const { categories, audience } = nearestMark(path);
  const narrowed = withoutResearch(audience);
  const isNarrower = narrowed.full.length < audience.full.length;
  if (KINDS.get(type) === 'date')
    return { categories: ['DATE'], method: 'YEAR', audience: narrowed };
  const hidden: Mark = { categories, method: 'SUPPRESS', audience: narrowed };
  if (!isNarrower) return null;
  if (KINDS.get(type) === 'free text') return hidden;
  return isProvider(type) || isAge(type) ? withheld(hidden) : null;
}

/** The mark of the nearest element above that has an entry, or of the element itself. */
export function nearestMark(path: string): Mark {
  const names = path.split('.');
  for (let length = names.length; length > 0; length -= 1) {
    const found = MARKS.get(names.slice(0, length).join('.'));
    if (found) return found;
  }
  throw new Error(
    `${names[0]} is new: decide who sees it, in schema/us-core/generate/audiences.ts`,
  );
}

/** Whether a value is an age, which identifies above 89 (45 CFR 164.514(b)(2)(i)(C)). */
function isAge(type: string): boolean {
  return valueType(type) !== type;
}

function isProvider(type: string): boolean {
  return referenceTargets(type)?.some((target) => PROVIDERS.has(target)) ?? false;
}
