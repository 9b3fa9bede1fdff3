import { TokenKind, type DocumentNode, type NameNode, type StringValueNode } from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import {
  argumentsOf,
  fieldsOf,
  typeNodes,
  valuesOf,
} from '../../directives/marks/schema-elements.ts';
import { subgraphDialect } from '../../directives/marks/subgraph-dialect.ts';
import type { Place } from './finding.ts';

/** The position and description of one definition or extension in a subgraph's text. */
export interface Site extends Place {
  readonly coordinate: Coordinate;
  readonly subgraph: string;
  readonly description: string | null;
  /** Offsets of its first tokens: the description, if any, and the token after it. A comment can be above either. */
  readonly starts: readonly number[];
}

/** The position of a definition. */
export function placeOf({ subgraph, line, column }: Place): Place {
  return { subgraph, line, column };
}

/** Every definition in one subgraph's text, named as in the composed graph. */
export function sitesOf(subgraph: string, document: DocumentNode): readonly Site[] {
  const { nameOf } = subgraphDialect(subgraph, document, []);
  return typeNodes(document).flatMap((node) => {
    const type = nameOf(node.name.value);
    return [
      siteOf(subgraph, typeCoordinate(type), node),
      ...[...valuesOf(node), ...fieldsOf(node)].map((member) =>
        siteOf(subgraph, memberCoordinate(type, member.name.value), member),
      ),
      ...fieldsOf(node).flatMap((field) =>
        argumentsOf(field).map((argument) =>
          siteOf(
            subgraph,
            argumentCoordinate(type, field.name.value, argument.name.value),
            argument,
          ),
        ),
      ),
    ];
  });
}

/** A definition with a name. Extensions have no description. */
interface Element {
  readonly name: NameNode;
  readonly loc?: NameNode['loc'];
  readonly description?: StringValueNode | undefined;
}

function siteOf(subgraph: string, coordinate: Coordinate, element: Element): Site {
  return {
    coordinate,
    subgraph,
    line: element.name.loc?.startToken.line ?? null,
    column: element.name.loc?.startToken.column ?? null,
    description: element.description?.value ?? null,
    starts: startsOf(element),
  };
}

function startsOf({ loc, description }: Element): number[] {
  const first = loc?.startToken;
  let second = description?.loc?.endToken.next;
  while (second?.kind === TokenKind.COMMENT) second = second.next;
  return [first, second].flatMap((token) => (token ? [token.start] : []));
}
