import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { compose } from '../../schema/compose.ts';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import { packageFile } from '../../schema/package-file.ts';
import { runPhiGateway } from './run-phi-gateway.ts';

/** Settings of a graph of the schemas in `old`. */
export const EXAMPLE_CONFIG = {
  graph: {
    subgraphs: HEALTH_SUBGRAPHS.map(({ name, port }) => ({
      name,
      url: `http://127.0.0.1:${port}/graphql`,
      sdl: join('old', `${name}.graphql`),
    })),
  },
  // Not needed for commands on schemas, and its variable is not set.
  identity: { issuers: [{ issuer: '${NOT_SET_ANYWHERE}' }] },
  authorization: { reach: { physician: 'care-team', patient: 'self', billing: 'all' } },
};

/**
 * A folder of the tests of a file with the example's schemas in `old` as authors keep them, one file per subgraph, some with the
 * definitions of the directives; `gateway.yaml` and `old-super.graphql` are of their graph. `wider` also has an unmarked fax number.
 */
export function openExampleSchemas() {
  const folder = mkdtempSync(join(tmpdir(), 'phi-schema-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const edit = (file: string, change: (text: string) => string): void => {
    const edited = change(read(file));
    if (edited === read(file)) throw new Error(`${file} was not edited`);
    writeFileSync(join(folder, file), edited);
  };
  for (const { name } of HEALTH_SUBGRAPHS) {
    const file = join(folder, 'old', `${name}.graphql`);
    cpSync(packageFile(`schema/health/${name}/schema.graphql`), file);
  }
  const directives = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
  edit('old/claims.graphql', (sdl) => `${sdl}${directives}`);
  const composed = compose(
    EXAMPLE_CONFIG.graph.subgraphs.map(({ sdl, ...subgraph }) => ({ ...subgraph, sdl: read(sdl) })),
  );
  if (!composed.ok) throw new Error('the example does not compose');
  writeFileSync(join(folder, 'old-super.graphql'), composed.supergraphSdl);
  writeFileSync(join(folder, 'gateway.yaml'), JSON.stringify(EXAMPLE_CONFIG));
  const copy = (to: string, file: string, change: (sdl: string) => string, from = 'old'): void => {
    cpSync(join(folder, from), join(folder, to), { recursive: true });
    edit(`${to}/${file}`, change);
  };
  copy('wider', 'patients.graphql', (sdl) =>
    sdl.replace('  address: Address\n', '  address: Address\n  fax: String\n'),
  );
  return {
    folder,
    read,
    edit,
    /** Copies the schemas to another folder and edits one of them. */
    copy,
    /** The line of the first occurrence of a text, from 1. */
    lineOf: (file: string, text: string): number =>
      read(file)
        .split('\n')
        .findIndex((line) => line.includes(text)) + 1,
    run: (...args: readonly string[]) => runPhiGateway(args, folder),
  };
}
