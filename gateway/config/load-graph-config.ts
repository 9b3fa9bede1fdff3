import { z } from 'zod';
import { StartError } from '../errors.ts';
import { authorizationSchema } from './authorization-schema.ts';
import type { AuthorizationConfig, Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { graphSchema } from './graph-schema.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/** What a configuration says about the graph and about who sees what in it. */
export interface GraphConfigPart extends Pick<Config, 'subgraph'> {
  /** Null where the file names no graph. */
  readonly graph: Config['graph'] | null;
  readonly authorization: Omit<AuthorizationConfig, 'pseudonymKey'>;
}

/**
 * Loads the parts of a configuration that decide who sees what, and nothing else: neither keys nor variables
 * of other sections need to be there, so that it works where the gateway itself doesn't run.
 *
 * @throws StartError with one line for each problem.
 */
export function loadGraphConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): GraphConfigPart {
  const { tree, folder } = readYaml(file);
  const sections = new Map<string, unknown>(
    tree !== null && typeof tree === 'object' ? Object.entries(tree) : [],
  );
  const schema = z.strictObject({
    graph: graphSchema(folder).nullable(),
    authorization: authorizationSchema(folder),
    subgraph: configSchema(folder).shape.subgraph,
  });
  const { data, problems } = parseTree(
    schema,
    {
      graph: sections.get('graph') ?? null,
      authorization: sections.get('authorization'),
      subgraph: sections.get('subgraph'),
    },
    environment,
  );
  if (data === null || problems.size > 0) {
    throw new StartError(problemLines(problems).map((line) => `${file}: ${line}`));
  }
  return data;
}
