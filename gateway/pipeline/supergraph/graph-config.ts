import { specifiedScalarTypes } from 'graphql';
import { z } from 'zod';
import { DATE_FORMATS } from '../../../directives/policy/date-format.ts';
import {
  flag,
  location,
  mapOf,
  oneOf,
  pathIn,
  privateUrl,
  text,
  type Settings,
} from '../../platform/setting-types.ts';
import { ownSettingKeys } from '../../platform/subgraph/subgraph-settings.ts';

export type GraphConfig = Settings<typeof graphSchema>;
export type ConfiguredSubgraph = GraphConfig['subgraphs'][number];

/** `graph`: the served graph and the URLs of its subgraphs. */
export function graphSchema(folder: string) {
  return z
    .strictObject({
      supergraph: pathIn(folder, 'a supergraph')
        .nullable()
        .default(null)
        .describe('File with a composed supergraph. Null composes one from `subgraphs`.'),
      subgraphs: z
        .array(
          z.strictObject({
            name: subgraphName.describe('Name, at most 64 characters.'),
            url: privateUrl('a subgraph')
              .nullable()
              .default(null)
              .describe(
                'URL of its GraphQL endpoint. May be left out with a supergraph, which has it.',
              ),
            sdl: pathIn(folder, "a subgraph's schema")
              .nullable()
              .default(null)
              .describe(
                'File with its schema, a folder of such files, or a glob. Null asks the subgraph itself.',
              ),
            ...ownSettingKeys(folder),
            responseKeys: location(folder, 'a JSON Web Key Set')
              .nullable()
              .default(null)
              .describe(
                'URL or file of the JSON Web Key Set with which it signs its responses, for `verifyResponses: signature`.',
              ),
          }),
          { error: 'must be a list of subgraphs' },
        )
        .default([])
        .describe(
          'Subgraphs of the graph. Settings that an entry leaves out are those of `subgraph`.',
        ),
      dateScalars: mapOf(dateFormat, 'a mapping of custom scalars to formats of dates')
        .prefault({})
        .superRefine((formats, context) => {
          for (const name of formats.keys()) {
            if (!isSpecifiedName(name)) continue;
            const message = 'is a scalar of GraphQL itself. Name a custom scalar';
            context.addIssue({ code: 'custom', message, path: [name] });
          }
        })
        .describe(
          `Custom scalars that hold dates, with their format, so that \`YEAR\` fits them: ${DATE_FORMATS.join(', ')}. They win over \`@specifiedBy\`.`,
        ),
      trustSupergraph: flag()
        .default(false)
        .describe('Serves the supergraph without comparing its marks with those of its subgraphs.'),
      cache: pathIn(folder, 'a file for the composed graph')
        .nullable()
        .default(null)
        .describe(
          'File for the composed graph, so that the next start with the same schemas does not compose it again. It is authenticated with a key derived from `audit.key`. Null composes it at each start.',
        ),
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
        if (subgraph.tls && subgraph.url?.startsWith('http:') === true) {
          context.addIssue({
            code: 'custom',
            path: ['subgraphs', index, 'tls'],
            message: 'is for a subgraph with an https:// URL. Fix the URL, or remove tls',
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
    .prefault({})
    .describe('The served graph.');
}

function isSpecifiedName(name: string): boolean {
  return specifiedScalarTypes.some((scalar) => scalar.name === name);
}

const dateFormat = oneOf(DATE_FORMATS);

/** Names that a subgraph may have. */
export const SUBGRAPH_NAME = /^[A-Za-z][\w-]{0,63}$/;

const subgraphName = text('a name of letters, digits, _ and -').regex(SUBGRAPH_NAME, {
  error: 'must be a name of letters, digits, _ and -, starting with a letter',
});
