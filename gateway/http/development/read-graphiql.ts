import { readFile } from 'node:fs/promises';
import { packageFile } from '../../../schema/package-file.ts';
import { StartError } from '../../platform/errors.ts';
import { installCommand } from '../../platform/process/package-manifest.ts';
import { GRAPHIQL_PAGE_STYLE } from './graphiql-page.ts';

/** A file of GraphiQL. */
export interface GraphiqlFile {
  readonly type: string;
  readonly text: string;
}

/**
 * Reads the files of GraphiQL, of its editor's workers and of the page around it, by their names below `/graphiql/`.
 *
 * @throws StartError if the package is not installed.
 */
export async function readGraphiql(): Promise<ReadonlyMap<string, GraphiqlFile>> {
  const built = await import('@graphql-yoga/render-graphiql/graphiql').catch((cause: unknown) => {
    throw new StartError(
      [
        `development: GraphiQL is not installed. Install it with: ${installCommand(['@graphql-yoga/render-graphiql'])}`,
      ],
      { cause },
    );
  });
  return new Map([
    ['page.css', { type: CSS, text: GRAPHIQL_PAGE_STYLE }],
    [
      'page.js',
      { type: SCRIPT, text: await readFile(packageFile('dist/graphiql/page.js'), 'utf8') },
    ],
    ['graphiql.css', { type: CSS, text: built.css }],
    ['graphiql.js', { type: SCRIPT, text: built.js }],
    ['editor-worker.js', { type: SCRIPT, text: built.editorWorkerService }],
    ['graphql-worker.js', { type: SCRIPT, text: built.graphqlWorker }],
    ['json-worker.js', { type: SCRIPT, text: built.jsonWorker }],
  ]);
}

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
