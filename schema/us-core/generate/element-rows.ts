import { PART, type Obligation, type OutlineElement } from './outline.ts';
import type { Definitions, Element, ElementType } from './read-definitions.ts';

/** What decides the types of an element. */
export interface TypeChoice {
  readonly definitions: Definitions;
  /** The resources that references can lead to. */
  readonly resources: ReadonlySet<string>;
  /** The types that profiles name for a path; none if they leave it to FHIR. */
  readonly typesOf: (path: string) => readonly ElementType[];
}

/**
 * The rows of an element: one for each type of a choice. An element that refers only to resources that the schema does not
 * have has none.
 */
export function rowsOf(
  element: Element,
  obligation: Obligation,
  choice: TypeChoice,
): readonly OutlineElement[] {
  const { path, max, contentReference, short = '' } = element;
  const row = { isList: max !== '1', obligation, short: short.replace(/\s+/g, ' ') };
  if (contentReference !== undefined) {
    return [{ ...row, path, type: `#${contentReference.replace(/^.*#/, '')}` }];
  }
  const named = choice.typesOf(path);
  const types = named.length > 0 ? named : element.type;
  // Of a choice with an age, a range is one of ages.
  const isAge = element.type.some(({ code }) => code === 'Age');
  return types.flatMap((each) => {
    const type = isAge && each.code === 'Range' ? 'AgeRange' : typeName(each, choice);
    if (type === null) return [];
    return [{ ...row, path: path.endsWith('[x]') ? choicePath(path, each.code) : path, type }];
  });
}

/** `Observation.value[x]` of a `Quantity` is `Observation.valueQuantity`, as in JSON. */
function choicePath(path: string, code: string): string {
  return path.slice(0, -'[x]'.length) + code.charAt(0).toUpperCase() + code.slice(1);
}

function typeName(
  { code, targetProfile }: ElementType,
  { definitions, resources }: TypeChoice,
): string | null {
  if (code === 'Reference') {
    const targets = targetProfile.map((url) => {
      const profile = definitions.structures.get(url.replace(/\|.*$/, ''));
      return profile?.type ?? url.replace(/^.*\//, '');
    });
    const known = [...new Set(targets)].filter((target) => resources.has(target)).toSorted();
    return known.length > 0 ? `Reference(${known.join('|')})` : null;
  }
  if (code === 'Element' || code === PART) return PART;
  // The type of an id is a URL of FHIRPath.
  const type = code.replace(/^.*\//, '');
  return QUANTITIES.has(type) ? 'Quantity' : type;
}

/** Quantities with rules for their units, apart from an age, which can identify. */
const QUANTITIES: ReadonlySet<string> = new Set([
  'Count',
  'Distance',
  'Duration',
  'MoneyQuantity',
  'SimpleQuantity',
]);
