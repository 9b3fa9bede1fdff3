import type { DirectiveNode, DocumentNode } from 'graphql';
import { createFederationDirectiveFinder } from '../directives/marks/federation-directives.ts';
import { readLinks } from '../directives/marks/links.ts';
import { positionOf } from '../directives/marks/position.ts';
import { schemaElements } from '../directives/marks/schema-elements.ts';
import type { DocumentProblem } from '../directives/marks/problem.ts';

/** Unsupported federation directives, with what to write instead. */
const UNSUPPORTED = new Map([
  ['context', 'Pass the value as an argument, or compute the field with @requires.'],
  ['fromContext', 'Pass the value as an argument, or compute the field with @requires.'],
]);

/** The URL of Apollo Connectors, without its version. https://www.apollographql.com/docs/graphos/connectors */
const CONNECTORS = 'https://specs.apollo.dev/connect';

/** Reports the first use of each federation directive that Apollo Gateway refuses or ignores, and Apollo Connectors. */
export function checkUnsupported(document: DocumentNode): DocumentProblem[] {
  return [...checkDirectives(document), ...checkConnectors(document)];
}

/** Apollo Gateway would send GraphQL to the URL of the subgraph, where nothing answers it. */
function checkConnectors(document: DocumentNode): DocumentProblem[] {
  const link = readLinks(document).find(({ identity }) => identity === CONNECTORS);
  if (link === undefined) return [];
  const { line, column } = link;
  const problem = {
    code: 'NOT_SUPPORTED',
    coordinate: null,
    line,
    column,
    message: "Apollo Gateway can't serve Apollo Connectors.",
    fix: 'Put a GraphQL server in front of the REST API, and use its schema.',
  } as const;
  return [problem];
}

function checkDirectives(document: DocumentNode): DocumentProblem[] {
  const applied = createFederationDirectiveFinder(document);
  const all = [...schemaElements(document)];
  return [...UNSUPPORTED].flatMap(([name, fix]) => {
    const place = all.find(({ directives }) => applied(name, directives).length > 0);
    const [node] = place ? applied(name, place.directives) : [];
    return place && node ? [unsupported(node, { name, fix, coordinate: place.coordinate })] : [];
  });
}

function unsupported(
  node: DirectiveNode,
  { name, fix, coordinate }: { name: string; fix: string; coordinate: string },
): DocumentProblem {
  return {
    code: 'NOT_SUPPORTED',
    coordinate,
    ...positionOf(node),
    message: `Apollo Gateway can't serve a graph with @${name}.`,
    fix,
  };
}
