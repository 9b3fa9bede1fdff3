import { z } from 'zod';
import { flag, pathIn, privateUrl, text } from './values.ts';

/** `graph`: what is served, and where its subgraphs answer. */
export function graphSchema(folder: string) {
  return z
    .strictObject({
      supergraph: pathIn(folder, 'a supergraph').nullable().default(null),
      subgraphs: z
        .array(
          z.strictObject({
            name: subgraphName,
            url: privateUrl('a subgraph').nullable().default(null),
            sdl: pathIn(folder, "a subgraph's schema").nullable().default(null),
          }),
          { error: 'must be a list of subgraphs' },
        )
        .default([]),
      trustSupergraph: flag().default(false),
    })
    .superRefine((value, context) => {
      if (value.supergraph === null && value.subgraphs.length === 0) {
        context.addIssue(
          'names no graph. Give graph.supergraph (--supergraph FILE) or graph.subgraphs (--subgraph NAME=URL)',
        );
      }
      if (value.supergraph === null && value.trustSupergraph) {
        context.addIssue('trustSupergraph has nothing to trust without a supergraph. Remove it');
      }
      value.subgraphs.forEach((subgraph, index) => {
        if (value.supergraph === null && subgraph.url === null) {
          context.addIssue({
            code: 'custom',
            path: ['subgraphs', index, 'url'],
            message: `is required: where does "${subgraph.name}" answer? Give its URL (--subgraph ${subgraph.name}=URL)`,
          });
        }
        if (value.subgraphs.findIndex((other) => other.name === subgraph.name) !== index) {
          context.addIssue({
            code: 'custom',
            path: ['subgraphs', index, 'name'],
            message: `"${subgraph.name}" is already taken. Give each subgraph its own name`,
          });
        }
      });
    })
    .prefault({});
}

/** What a subgraph may be called. */
export const SUBGRAPH_NAME = /^[A-Za-z][\w-]{0,63}$/;

const subgraphName = text('a name of letters, digits, _ and -').regex(SUBGRAPH_NAME, {
  error: 'must be a name of letters, digits, _ and -, starting with a letter',
});
