import { readFileSync } from 'node:fs';

import { buildSubgraphSchema } from '@apollo/subgraph';
import { Kind, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';

import { packageFile } from '../package-file.ts';
import type { HealthSubgraphName } from './subgraphs.ts';

/** Apollo doesn't export the type of resolvers, so it is taken from the parameter of `buildSubgraphSchema`. */
type Modules = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>;

/** Resolvers of one subgraph, by type and field. */
export type Resolvers = NonNullable<
  Extract<Modules[number], { readonly typeDefs: unknown }>['resolvers']
>;

/** The schema of a subgraph as it is served: its own file, then the phi specification. */
export function readSdl(name: HealthSubgraphName): string {
  const own = readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8');
  const specification = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
  return `${own}\n${specification}`;
}

/** A federation schema whose `_service { sdl }` is `sdl` verbatim, so that a gateway reads every mark. */
export function createExecutableSchema(sdl: string, resolvers: Resolvers): GraphQLSchema {
  return buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers },
    // Apollo would print `sdl` from its schema. A later module replaces that resolver.
    {
      typeDefs: { kind: Kind.DOCUMENT, definitions: [] },
      resolvers: { Query: { _service: () => ({ sdl }) } },
    },
  ]);
}
