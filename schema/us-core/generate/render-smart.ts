import type { Category } from '../../../directives/spec.ts';
import { markOfElement, markOfType } from './mark-elements.ts';
import { PART, valueType, type Outline, type OutlineElement } from './outline.ts';
import { idMark } from './render-schema.ts';
import { withOwnElements } from './own-elements.ts';
import { isDataType, isOpenResource, partName } from './type-names.ts';

const HEAD = `# Made by \`npm run us-core\`. Do not edit it: change schema/us-core/generate/.
# What SMART scopes open of the US Core schema: put it below identity.issuers[].smart in the gateway's configuration.
# Especially sensitive records are in no row, so that they need a scope for every resource: patient/*.rs
resources:
`;

/**
 * Prints the table for SMART scopes: the types of each resource, which are its parts and data types too, and the categories
 * of PHI that they have.
 */
export function renderSmart(published: Outline): string {
  const outline = withOwnElements(published);
  const rows = [...published.profiles.keys()].map((resource) => {
    const types = typesOf(resource, outline);
    return [
      `  ${resource}:\n`,
      printList('types', types.map(partName)),
      printList('categories', categoriesOf(resource, types, outline)),
    ].join('');
  });
  return HEAD + rows.join('');
}

function printList(name: string, values: readonly string[]): string {
  if (values.length === 0) return `    ${name}: []\n`;
  return `    ${name}:\n${values.map((each) => `      - ${each}\n`).join('')}`;
}

/** The resource and all types inside it, by their paths: `Observation`, `Observation.component`, `Quantity`. */
function typesOf(resource: string, outline: Outline): readonly string[] {
  const found = new Set([resource]);
  for (const path of found)
    for (const element of childrenOf(path, outline)) {
      const type = valueType(element.type);
      if (type === PART) found.add(element.path);
      // The data types of open resources have no PHI, and so need no row.
      else if (isDataType(type) && !isOpenResource(resource)) found.add(type);
    }
  return [...found];
}

function categoriesOf(
  resource: string,
  types: readonly string[],
  outline: Outline,
): readonly Category[] {
  const mark = markOfType(resource);
  if (mark === null) return [];
  const marks = types.flatMap((path) => [
    markOfType(path),
    ...childrenOf(path, outline).map(markOfElement),
  ]);
  const all = [idMark(resource, mark), ...marks].flatMap((each) => each?.categories ?? []);
  return [...new Set(all)].toSorted();
}

function childrenOf(path: string, { elements }: Outline): readonly OutlineElement[] {
  return elements.filter((each) => each.path.slice(0, each.path.lastIndexOf('.')) === path);
}
