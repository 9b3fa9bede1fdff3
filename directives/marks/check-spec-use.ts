import { Kind, print, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import type { LocalNames } from './local-names.ts';
import { positionOf, type Position } from './position.ts';
import { schemaElements, schemaNodes, type NamedDefinition } from './schema-elements.ts';
import type { DocumentProblem } from './problem.ts';
import {
  isSpecDefinition,
  MARK_NAMES,
  newestLinkText,
  type MarkName,
  type SpecDefinition,
  type SpecVersions,
} from './spec-versions.ts';

/**
 * Reports the specification's names that are used or defined without a link to it, which composition would drop
 * silently, each once, and names in its namespace that it doesn't define.
 */
export function checkUnlinkedNames(
  document: DocumentNode,
  names: LocalNames,
  versions: SpecVersions,
): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const link = newestLinkText(versions);
  const prefix = names.link ? `${names.link.namespace}__` : null;
  const reported = new Set<string>();
  const report = (name: string, coordinate: string | null, position: Position) => {
    const isLinked = names.directives.has(name);
    if (isLinked || reported.has(name)) return;
    if (isMarkName(name)) {
      reported.add(name);
      problems.push(unlinked(name, link, { coordinate, ...position }));
    } else if (prefix !== null && name.startsWith(prefix)) {
      problems.push(unknownElement(name, { coordinate, ...position }));
    }
  };
  for (const element of schemaElements(document)) {
    for (const node of element.directives)
      report(node.name.value, element.coordinate, positionOf(node));
  }
  // Problems of definitions and of directives on `schema` are reported by their line, without a coordinate.
  for (const node of document.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) report(node.name.value, null, positionOf(node));
  }
  for (const { directives = [] } of schemaNodes(document)) {
    for (const used of directives) report(used.name.value, null, positionOf(used));
  }
  return problems;
}

/** Reports marks that a subgraph uses without a `@composeDirective`, each once. `composed` has the marks with one. */
export function checkComposed(
  document: DocumentNode,
  names: LocalNames,
  composed: ReadonlyMap<MarkName, string>,
): DocumentProblem[] {
  const problems = new Map<MarkName, DocumentProblem>();
  for (const element of schemaElements(document)) {
    for (const node of element.directives) {
      const mark = names.directives.get(node.name.value);
      if (!mark || composed.has(mark) || problems.has(mark)) continue;
      problems.set(mark, uncomposed(node, element.coordinate));
    }
  }
  return [...problems.values()];
}

/** Reports definitions of the specification's elements that equal those of no known version. */
export function checkDefinitions(
  canonical: readonly NamedDefinition[],
  versions: SpecVersions,
): DocumentProblem[] {
  const expected = new Set(versions.flatMap(({ definitions }) => definitions.map(normalizedText)));
  const known = versions.map(({ major, minor }) => `v${major}.${minor}`).join(', ');
  return canonical
    .filter((node) => !isSpecDefinition(node) || !expected.has(normalizedText(node)))
    .map((node) => {
      const name = node.name.value;
      const coordinate = node.kind === Kind.DIRECTIVE_DEFINITION ? `@${name}` : name;
      return {
        code: 'DEFINITION_DIFFERS',
        coordinate,
        ...positionOf(node),
        message: `The definition of ${coordinate} is in no version of the phi specification that this gateway knows (${known}).`,
        fix: 'Replace it with the text of directives/phi.graphql. If it is from a newer version, upgrade the gateway first, then link that version.',
      };
    });
}

/** Whether a name is a directive of the specification. */
export function isMarkName(name: string): name is MarkName {
  return MARK_NAMES.some((mark) => mark === name);
}

function uncomposed(node: DirectiveNode, coordinate: string): DocumentProblem {
  const name = `@${node.name.value}`;
  return {
    code: 'MARK_NOT_COMPOSED',
    coordinate,
    ...positionOf(node),
    message: `${name} is used without @composeDirective: composition would drop it silently.`,
    fix: `Add @composeDirective(name: "${name}") to the schema.`,
  };
}

function unlinked(
  name: string,
  link: string,
  at: Position & { readonly coordinate: string | null },
): DocumentProblem {
  return {
    code: 'MARK_NOT_LINKED',
    ...at,
    message: `@${name} is not linked to the phi specification: composition would drop it silently.`,
    fix: `Add ${link} and @composeDirective(name: "@${name}") to the schema, or rename your own directive.`,
  };
}

function unknownElement(
  name: string,
  at: Position & { readonly coordinate: string | null },
): DocumentProblem {
  return {
    code: 'LINK_INVALID',
    ...at,
    message: `The phi specification has no element "@${name}".`,
    fix: `Use ${MARK_NAMES.map((mark) => `@${mark}`).join(', ')}.`,
  };
}

/** The text of a definition without descriptions and applied directives, its parts sorted. */
function normalizedText(node: SpecDefinition): string {
  const bare: SpecDefinition = visit(node, {
    enter: (each) => ({ ...each, description: undefined, directives: [] }),
  });
  if (bare.kind === Kind.ENUM_TYPE_DEFINITION) {
    return print({ ...bare, values: (bare.values ?? []).toSorted(byName) });
  }
  const locations = bare.locations.toSorted((a, b) => (a.value < b.value ? -1 : 1));
  return print({ ...bare, arguments: (bare.arguments ?? []).toSorted(byName), locations });
}

function byName(a: { name: { value: string } }, b: { name: { value: string } }): number {
  return a.name.value < b.name.value ? -1 : 1;
}
