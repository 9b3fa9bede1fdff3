import { rowsOf, type TypeChoice } from './element-rows.ts';
import { valueType, type OutlineElement } from './outline.ts';
import { fhirDefinition } from './us-core-claims.ts';

/** Data types of which only the elements are taken that profiles name. */
const PARTIAL: ReadonlySet<string> = new Set(['Dosage', 'Meta']);

/**
 * The rows of all data types that elements have, and of those inside them. A data type is taken whole, without its id and
 * extensions.
 */
export function collectDataTypes(
  elements: readonly OutlineElement[],
  named: ReadonlySet<string>,
  choice: TypeChoice,
): readonly OutlineElement[] {
  const found = new Map<string, readonly OutlineElement[]>();
  const pending = elements.map(({ type }) => valueType(type));
  for (let type = pending.pop(); type !== undefined; type = pending.pop()) {
    if (found.has(type) || !isDataType(type)) continue;
    const rows = elementsOf(type, named, choice);
    found.set(type, rows);
    pending.push(...rows.map((row) => valueType(row.type)));
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, rows]) => rows);
}

/** Whether a type has rows of its own, other than a part, a reference or a primitive. */
function isDataType(type: string): boolean {
  return /^[A-Z]\w*$/.test(type) && type !== 'BackboneElement';
}

function elementsOf(
  type: string,
  named: ReadonlySet<string>,
  choice: TypeChoice,
): readonly OutlineElement[] {
  const elements = fhirDefinition(choice.definitions, type).snapshot?.element ?? [];
  return elements
    .filter(({ path }) => path.includes('.') && !/\.(?:id|extension|modifierExtension)$/.test(path))
    .filter(({ path }) => !PARTIAL.has(type) || named.has(path))
    .flatMap((element) => rowsOf(element, null, choice));
}
