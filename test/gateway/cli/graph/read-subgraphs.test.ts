import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findSkippedFiles, readSubgraphs } from '../../../../gateway/cli/graph/read-subgraphs.ts';
import { findSchemaFiles } from '../../../../gateway/pipeline/supergraph/find-schema-files.ts';
import { packageFile } from '../../../../schema/package-file.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { testConnect } from '../../../support/test-connect.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-subgraphs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const graphs = join(folder, 'graphs');
for (const name of ['patients', 'claims']) {
  mkdirSync(join(graphs, name), { recursive: true });
  writeFileSync(join(graphs, name, 'schema.graphql'), `type ${name} { a: Int }`);
}
writeFileSync(join(graphs, 'labs.graphqls'), 'type Labs { a: Int }');
writeFileSync(join(graphs, 'notes.txt'), 'not a schema');
mkdirSync(join(folder, 'empty'));
writeFileSync(join(folder, '2024.graphql'), '# a year');

function wholeFile(path: string, start = 0) {
  const { length } = readFileSync(path, 'utf8');
  return { path, firstLine: 1, start, length, hasByteOrderMark: false };
}

async function problemsOf(args: readonly string[]): Promise<readonly string[]> {
  try {
    await readSubgraphs(args, testConnect({ timeoutMs: 500, maxResponseBytes: 1_024 }));
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
  return [];
}

describe('the subgraphs on a command line', () => {
  it('are named by NAME=FILE, by the file, or by the folder of a schema.graphql', async () => {
    const labs = join(graphs, 'labs.graphqls');
    const patients = relative(process.cwd(), join(graphs, 'patients', 'schema.graphql'));
    const year = join(folder, '2024.graphql');
    expect(
      await readSubgraphs([`x=${labs}`, labs, patients, `year=${year}`], testConnect()),
    ).toEqual([
      { name: 'x', url: '', sdl: 'type Labs { a: Int }', files: [wholeFile(labs)] },
      { name: 'labs', url: '', sdl: 'type Labs { a: Int }', files: [wholeFile(labs)] },
      { name: 'patients', url: '', sdl: 'type patients { a: Int }', files: [wholeFile(patients)] },
      { name: 'year', url: '', sdl: '# a year', files: [wholeFile(year)] },
    ]);
  });

  it('are all schema files of a given folder, and no other files', async () => {
    const read = await readSubgraphs([graphs], testConnect());
    expect(read.map(({ name }) => name)).toEqual(['claims', 'labs', 'patients']);
  });

  it('are refused with the fix NAME=FOLDER if a file of a given folder uses a type that only another one defines', async () => {
    const parts = join(folder, 'parts');
    mkdirSync(parts);
    writeFileSync(
      join(parts, 'labs.graphql'),
      'type Query { labs: [Lab] } type Lab { unit: Unit }',
    );
    writeFileSync(join(parts, 'units.graphql'), 'enum Unit { KG }');
    writeFileSync(join(parts, 'visits.graphql'), 'type Visit { at: Date lab: Lab } scalar Date');
    expect(await problemsOf([parts])).toEqual([
      `${parts}: ${join(parts, 'labs.graphql')} uses the type Unit, which only ${join(parts, 'units.graphql')} defines, so these files are one subgraph. Write NAME=${parts}.`,
    ]);
    expect((await readSubgraphs([`labs=${parts}`], testConnect())).map(({ name }) => name)).toEqual(
      ['labs'],
    );
  });

  it('may have a type of a directive that only another file of the folder defines', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'a.graphql'), 'scalar FieldSet type Query { a: Int }');
    writeFileSync(
      join(own, 'b.graphql'),
      'directive @key(fields: FieldSet!) on OBJECT type Query { b: Int }',
    );
    expect((await readSubgraphs([own], testConnect())).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('exclude files with only operations or directive definitions, hidden folders and node_modules of a folder', async () => {
    const beside = join(folder, 'beside');
    for (const inner of ['node_modules/x', '.cache']) {
      mkdirSync(join(beside, inner), { recursive: true });
      writeFileSync(join(beside, inner, 'other.graphql'), 'type Query { a: Int }');
    }
    const files = {
      own: 'extend schema @link(url: "x") enum E { A }',
      query: 'query { a }',
      phi: readFileSync(packageFile('directives/phi.graphql'), 'utf8'),
      federation: readFileSync(packageFile('schema/federation.graphql'), 'utf8'),
      broken: 'type {',
    };
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(beside, `${name}.graphql`), text);
    expect((await readSubgraphs([beside], testConnect())).map(({ name }) => name)).toEqual([
      'broken',
      'own',
    ]);
  });

  it('include linked files, .gql and .gqls files, and files that define only inputs, enums, unions or scalars', async () => {
    const kinds = join(folder, 'kinds');
    mkdirSync(kinds);
    const files = {
      'a.gql': 'type Query { a: Int }',
      'b.GraphQL': 'type B { a: Int }',
      'c.gqls': 'type C { a: Int }',
      'inputs.graphql': 'input I { ssn: String }',
      'enums.graphql': 'enum E { A }',
      'unions.graphql': 'extend union U = A',
      'scalars.graphql': 'scalar Ssn',
      'mixed.graphql': 'directive @d(e: E) on OBJECT enum E { A } input Own { e: E }',
      'definitions.gql': 'directive @d(e: [E!]!) on OBJECT enum E { A }',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(kinds, name), text);
    symlinkSync(join(graphs, 'labs.graphqls'), join(kinds, 'linked.graphqls'));
    symlinkSync(graphs, join(kinds, 'folder'));
    const names = (await readSubgraphs([kinds], testConnect())).map(({ name }) => name);
    expect(names).toEqual([
      'a',
      'b',
      'c',
      'enums',
      'inputs',
      'linked',
      'mixed',
      'scalars',
      'unions',
    ]);
    expect(findSchemaFiles(kinds).skipped).toEqual([
      join(kinds, 'definitions.gql'),
      join(kinds, 'folder'),
    ]);
  });

  it('are made of all files of NAME=FOLDER, NAME=GLOB and repeated names, in the order of their paths, directives included', async () => {
    const whole = join(folder, 'whole [1]');
    mkdirSync(join(whole, 'deep'), { recursive: true });
    const files = {
      'b.graphql': 'type B { a: Int }',
      'deep/a.gql': 'type A { a: Int }\r',
      'comment.graphql': '# nothing',
      'own.graphql': 'directive @own on OBJECT',
      'federation.graphql': readFileSync(packageFile('schema/federation.graphql'), 'utf8'),
      'query.graphql': 'query { a }',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(whole, name), text);
    const sdl = 'type B { a: Int }\ntype A { a: Int }\r\n\ndirective @own on OBJECT';
    const placed = [
      wholeFile(join(whole, 'b.graphql')),
      { ...wholeFile(join(whole, 'deep/a.gql'), 18), firstLine: 2 },
      { ...wholeFile(join(whole, 'own.graphql'), 38), firstLine: 4 },
    ];
    const [fromFolder] = await readSubgraphs([`x=${whole}`], testConnect());
    expect(fromFolder).toEqual({ name: 'x', url: '', sdl, files: placed });
    const [fromGlob] = await readSubgraphs([`x=${whole}/**/*`], testConnect());
    expect(fromGlob?.files).toEqual(placed);
    const [repeated] = await readSubgraphs(
      [`x=${whole}/deep`, `x=${join(whole, 'b.graphql')}`, `x=${whole}/*.graphql`],
      testConnect(),
    );
    expect(repeated?.files.map(({ path }) => path)).toEqual([
      join(whole, 'deep/a.gql'),
      join(whole, 'b.graphql'),
      join(whole, 'own.graphql'),
    ]);
    expect(findSkippedFiles([`x=${whole}`, 'y=https://a.test/graphql'])).toEqual([
      join(whole, 'comment.graphql'),
      join(whole, 'federation.graphql'),
      join(whole, 'query.graphql'),
    ]);
  });

  it('are read from a running subgraph with NAME=URL', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { _service: { sdl: '# asked' } } }));
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=b`;
    const read = await readSubgraphs([`labs=${url}`], testConnect());
    server.close();
    expect(read).toEqual([{ name: 'labs', url, sdl: '# asked', files: [] }]);
  });

  it('are refused with one line for each problem, such as a missing name, file or schema, or a plain HTTP URL', async () => {
    const labs = join(graphs, 'labs.graphqls');
    mkdirSync(join(folder, 'linked'));
    symlinkSync('nowhere', join(folder, 'linked/gone.graphql'));
    const args = ['none.graphql', 'http://127.0.0.1/', 'a=http://far.example/', 'b='];
    expect(
      await problemsOf([
        ...args,
        join(folder, 'empty'),
        join(folder, '2024.graphql'),
        'my labs=labs.graphql',
        labs,
        `labs=${labs}`,
        join(graphs, '*.graphqls'),
        `globbed=${join(graphs, '*.gql')}`,
        `empty=${join(folder, 'empty')}`,
        `linked=${join(folder, 'linked')}`,
      ]),
    ).toEqual([
      'http://127.0.0.1/: which subgraph is this? Write NAME=http://127.0.0.1/.',
      'subgraph a: http://far.example/ is not https:// (http:// is for loopback hosts only).',
      'b=: no file. Write NAME=FILE or NAME=URL.',
      `${join(folder, 'empty')}: no schema in this folder (.graphql, .graphqls, .gql, .gqls). Name the subgraphs' schemas.`,
      `${join(folder, '2024.graphql')}: its name can't be a subgraph's. Write NAME=${join(folder, '2024.graphql')}.`,
      'my labs: must be a name of letters, digits, _ and -, starting with a letter. Write NAME=labs.graphql.',
      `${join(graphs, '*.graphqls')}: which subgraph is this? Write 'NAME=${join(graphs, '*.graphqls')}' for one, or the files without quotes for one each.`,
      'subgraph labs: is there twice. Give each subgraph its own name (NAME=FILE).',
      "subgraph none: its schema none.graphql can't be read. Fix the path or its permissions.",
      `subgraph globbed: no schema matches ${join(graphs, '*.gql')} (.graphql, .graphqls, .gql, .gqls). Fix the glob.`,
      `subgraph empty: there is no schema in the folder ${join(folder, 'empty')} (.graphql, .graphqls, .gql, .gqls). Fix the path.`,
      `subgraph linked: its schema ${join(folder, 'linked/gone.graphql')} can't be read. Fix the path or its permissions.`,
    ]);
  });
});
