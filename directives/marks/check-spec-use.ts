import { Kind, print, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import type { BoundNames } from './bind-names.ts';
import { lineOf } from './line.ts';
import { places, schemaNodes, type NamedDefinition } from './places.ts';
import type { Finding } from './problem.ts';
import {
  isSpecDefinition,
  MARK_NAMES,
  SPEC_DEFINITIONS,
  type MarkName,
  type SpecDefinition,
} from './spec-definitions.ts';
import { SPEC_IDENTITY, SPEC_VERSION } from '../spec.ts';

const LINK = `@link(url: "${SPEC_IDENTITY}/v${SPEC_VERSION.major}.${SPEC_VERSION.minor}", import: ["@phi", "@role", "@patient"])`;

/**
 * Reports names of the specification that are used or defined without a link to it (composition would drop
 * them without a word), and elements of its namespace that it doesn't have.
 */
export function checkUnlinkedNames(document: DocumentNode, names: BoundNames): Finding[] {
  const findings: Finding[] = [];
  const prefix = names.link ? `${names.link.namespace}__` : null;
  const isOpen = (name: string) => !names.directives.has(name);
  const report = (name: string, coordinate: string | null, line: number | null) => {
    if (!isOpen(name)) return;
    if (isMarkName(name)) findings.push(unlinked(name, coordinate, line));
    else if (prefix !== null && name.startsWith(prefix)) {
      findings.push(unknownElement(name, coordinate, line));
    }
  };
  for (const place of places(document)) {
    for (const node of place.directives) report(node.name.value, place.coordinate, lineOf(node));
  }
  for (const node of document.definitions) {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) report(node.name.value, null, lineOf(node));
  }
  for (const { directives = [] } of schemaNodes(document)) {
    for (const used of directives) report(used.name.value, null, lineOf(used));
  }
  return findings;
}

/** Reports marks that a subgraph uses but doesn't name in a `@composeDirective`, each once. */
export function checkComposed(
  document: DocumentNode,
  names: BoundNames,
  composed: ReadonlyMap<MarkName, string>,
): Finding[] {
  const findings = new Map<MarkName, Finding>();
  for (const place of places(document)) {
    for (const node of place.directives) {
      const mark = names.directives.get(node.name.value);
      if (!mark || composed.has(mark) || findings.has(mark)) continue;
      findings.set(mark, uncomposed(node, place.coordinate));
    }
  }
  return [...findings.values()];
}

/** Reports definitions of the specification's elements that are not the specification's. */
export function checkDefinitions(canonical: readonly NamedDefinition[]): Finding[] {
  const expected = new Set(SPEC_DEFINITIONS.map(normalised));
  return canonical
    .filter((node) => !isSpecDefinition(node) || !expected.has(normalised(node)))
    .map((node) => {
      const name = node.name.value;
      const coordinate = node.kind === Kind.DIRECTIVE_DEFINITION ? `@${name}` : name;
      return {
        code: 'DEFINITION_DIFFERS',
        coordinate,
        line: lineOf(node),
        message: `The definition of ${coordinate} differs from the phi specification's.`,
        mend: 'Put the text of directives/phi.graphql in its place as it is.',
      };
    });
}

/** Whether a name is a directive of the specification. */
export function isMarkName(name: string): name is MarkName {
  return MARK_NAMES.some((mark) => mark === name);
}

function uncomposed(node: DirectiveNode, coordinate: string): Finding {
  const name = `@${node.name.value}`;
  return {
    code: 'MARK_NOT_COMPOSED',
    coordinate,
    line: lineOf(node),
    message: `${name} is used without @composeDirective: composition would drop it without a word.`,
    mend: `Add @composeDirective(name: "${name}") to the schema.`,
  };
}

function unlinked(name: string, coordinate: string | null, line: number | null): Finding {
  return {
    code: 'MARK_NOT_LINKED',
    coordinate,
    line,
    message: `@${name} is not linked to the phi specification: composition would drop it without a word.`,
    mend: `Add ${LINK} and @composeDirective(name: "@${name}") to the schema, or give a directive of your own another name.`,
  };
}

function unknownElement(name: string, coordinate: string | null, line: number | null): Finding {
  return {
    code: 'LINK_INVALID',
    coordinate,
    line,
    message: `The phi specification has no element "@${name}".`,
    mend: `Use ${MARK_NAMES.map((mark) => `@${mark}`).join(', ')}.`,
  };
}

/** Independent of descriptions, applied directives, and the order of arguments, locations and values. */
function normalised(node: SpecDefinition): string {
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
