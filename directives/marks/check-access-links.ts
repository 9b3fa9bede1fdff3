import type { DirectiveNode, DocumentNode } from 'graphql';
import { accessNames, accessSpec, isKnownAccessVersion, type AccessName } from './access-names.ts';
import { lineOf } from './line.ts';
import { readLinks, type SpecLink } from './links.ts';
import { schemaElements } from './schema-elements.ts';
import type { Finding } from './problem.ts';

/** The argument that tells `@requiresScopes` and `@policy` from directives of the author's own. */
const LOOKS: readonly (readonly [AccessName, argument: string])[] = [
  ['requiresScopes', 'scopes'],
  ['policy', 'policies'],
];

/**
 * Reports what looks like federation's access control but is linked to nothing, so that composition would
 * drop it without a word, and versions of its specifications that this gateway doesn't know.
 */
export function checkAccessLinks(document: DocumentNode): Finding[] {
  const names = accessNames(document);
  const findings = readLinks(document)
    .filter((link) => accessSpec(link) !== null && !isKnownAccessVersion(link))
    .map(unknownVersion);
  for (const { coordinate, directives } of schemaElements(document)) {
    for (const node of directives) {
      if (!names.has(node.name.value) && isLookAlike(node))
        findings.push(unlinked(node, coordinate));
    }
  }
  return findings;
}

function isLookAlike({ name, arguments: args }: DirectiveNode): boolean {
  return LOOKS.some(
    ([directive, argument]) =>
      name.value === directive && args?.some((given) => given.name.value === argument) === true,
  );
}

function unlinked(node: DirectiveNode, coordinate: string): Finding {
  const name = `@${node.name.value}`;
  return {
    code: 'MARK_NOT_LINKED',
    coordinate,
    line: lineOf(node),
    message: `${name} is not linked to Apollo Federation: composition would drop it without a word.`,
    mend: `Import it, @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["${name}"]), or give a directive of your own another name.`,
  };
}

function unknownVersion({ identity, major, minor, line }: SpecLink): Finding {
  return {
    code: 'LINK_VERSION',
    coordinate: null,
    line,
    message: `Version v${major}.${minor} of ${identity} is unknown to this gateway.`,
    mend: `Link ${identity}/v0.1.`,
  };
}
