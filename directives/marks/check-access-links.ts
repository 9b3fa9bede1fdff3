import type { DirectiveNode, DocumentNode } from 'graphql';
import {
  readAccessNames,
  accessSpec,
  isKnownAccessVersion,
  type AccessName,
} from './access-names.ts';
import { positionOf } from './position.ts';
import { readLinks, type SpecLink } from './links.ts';
import { schemaElements } from './schema-elements.ts';
import type { DocumentProblem } from './problem.ts';

/**
 * The argument that distinguishes `@requiresScopes` and `@policy` from an author's own directives. `@authenticated` has
 * no argument, so it can't be distinguished.
 */
const SIGNATURES: readonly (readonly [AccessName, argument: string])[] = [
  ['requiresScopes', 'scopes'],
  ['policy', 'policies'],
];

/**
 * Reports directives that look like federation's access control but are not linked, so that composition would drop them
 * silently, and unknown versions of its specifications.
 */
export function checkAccessLinks(document: DocumentNode): DocumentProblem[] {
  const names = readAccessNames(document);
  const problems = readLinks(document)
    .filter((link) => accessSpec(link) !== null && !isKnownAccessVersion(link))
    .map(unknownVersion);
  const reported = new Set<string>();
  for (const { coordinate, directives } of schemaElements(document)) {
    for (const node of directives) {
      const name = node.name.value;
      if (names.has(name) || reported.has(name) || !isLookAlike(node)) continue;
      reported.add(name);
      problems.push(unlinked(node, coordinate));
    }
  }
  return problems;
}

function isLookAlike({ name, arguments: args }: DirectiveNode): boolean {
  return SIGNATURES.some(
    ([directive, argument]) =>
      name.value === directive && args?.some((given) => given.name.value === argument) === true,
  );
}

function unlinked(node: DirectiveNode, coordinate: string): DocumentProblem {
  const name = `@${node.name.value}`;
  return {
    code: 'MARK_NOT_LINKED',
    coordinate,
    ...positionOf(node),
    message: `${name} is not linked to Apollo Federation: composition would drop it silently.`,
    fix: `Import it, @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["${name}"]), or rename your own directive.`,
  };
}

function unknownVersion({ identity, major, minor, line, column }: SpecLink): DocumentProblem {
  return {
    code: 'LINK_VERSION',
    coordinate: null,
    line,
    column,
    message: `This gateway doesn't know v${major}.${minor} of ${identity}.`,
    fix: `Link ${identity}/v0.1.`,
  };
}
