import type { DocumentNode } from 'graphql';
import { readLocalNames } from '../directives/marks/local-names.ts';
import { schemaElements } from '../directives/marks/schema-elements.ts';

/** How large a graph is. What several subgraphs define counts once. */
export interface GraphSize {
  readonly types: number;
  /** Fields, arguments, input fields and enum values. */
  readonly places: number;
}

/** Counts what the authors of a graph define, without the definitions of specifications. */
export function measureGraph(documents: readonly DocumentNode[]): GraphSize {
  const types = new Set<string>();
  const places = new Set<string>();
  for (const document of documents) {
    const { types: ofSpecification } = readLocalNames(document);
    for (const { coordinate } of schemaElements(document)) {
      const [type = ''] = coordinate.split('.');
      if (ofSpecification.has(type) || /^(?:federation|link)__/.test(type)) continue;
      types.add(type);
      if (coordinate !== type) places.add(coordinate);
    }
  }
  return { types: types.size, places: places.size };
}
