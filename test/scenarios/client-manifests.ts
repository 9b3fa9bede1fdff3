import type { PersistedQueryManifestForGeneratingPersistedQueryIds } from '@apollo/persisted-query-lists';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ConcreteRequest } from 'relay-runtime';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

export interface ApolloManifest {
  readonly path: string;
  /** What the generator wrote there. */
  readonly manifest: PersistedQueryManifestForGeneratingPersistedQueryIds;
}

export interface RelayManifest {
  readonly path: string;
  /** The query that the compiler generated. */
  readonly query: ConcreteRequest;
}

/** Writes the manifest of an application with Apollo's generator. */
export async function writeApolloManifest(folder: string): Promise<ApolloManifest> {
  const project = join(folder, 'portal');
  mkdirSync(join(project, 'src'), { recursive: true });
  writeFileSync(
    join(project, 'src/names.graphql'),
    'query PatientNames($first: Int!) { patients(first: $first) { ...Named } }',
  );
  writeFileSync(join(project, 'src/named.graphql'), 'fragment Named on Patient { id name }');
  const command = join(
    dirname(require.resolve('@apollo/generate-persisted-query-manifest/package.json')),
    'cli.js',
  );
  await run(process.execPath, [command], { cwd: project });
  const path = join(project, 'persisted-query-manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as ApolloManifest['manifest'];
  return { path, manifest };
}

/** Writes the manifest of an application with Relay's compiler, and loads the query that the compiler generated. */
export async function writeRelayManifest(folder: string): Promise<RelayManifest> {
  const project = join(folder, 'ward');
  mkdirSync(join(project, 'src'), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(project, path), text);
  write(
    'schema.graphql',
    'type Query { patients(first: Int!): [Patient!] } type Patient { id: ID! birthDate: String }',
  );
  write(
    'src/births.js',
    'graphql`query birthsQuery($first: Int!) { patients(first: $first) { id birthDate } }`;',
  );
  write('persisted_queries.json', '{}');
  const persistConfig = { file: './persisted_queries.json', algorithm: 'MD5' };
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    persistConfig,
  };
  write('relay.config.json', JSON.stringify({ ...config, eagerEsModules: false }));
  await run(process.execPath, [require.resolve('relay-compiler/cli.js'), 'relay.config.json'], {
    cwd: project,
  });
  const query = require(
    join(project, 'src/__generated__/birthsQuery.graphql.js'),
  ) as ConcreteRequest;
  return { path: join(project, 'persisted_queries.json'), query };
}
