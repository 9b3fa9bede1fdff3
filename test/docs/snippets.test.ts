import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { parse as parseYaml, stringify } from 'yaml';
import { z } from 'zod';
import { readAccepted } from '../../gateway/cli/graph/diff/accepted-file.ts';
import { readVocabulary } from '../../gateway/cli/graph/read-vocabulary.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { readTestFile } from '../../gateway/policy-tests/read-test-file.ts';
import { StartError } from '../../gateway/platform/errors.ts';
import { packageFile } from '../../schema/package-file.ts';
import { composeSdl } from '../support/compose-subgraphs.ts';
import { commandProblem, phiGatewayCommands } from './shell-commands.ts';
import { codeBlocks, prose, readPages, type CodeBlock } from './markdown.ts';

const BLOCKS = readPages()
  .filter(({ file }) => file !== 'CHANGELOG.md')
  .flatMap((page) => codeBlocks(page).map((block) => ({ file: page.file, ...block })));

function blocksOf(language: string, mark?: string): readonly (CodeBlock & { file: string })[] {
  return BLOCKS.filter(
    (block) => block.language === language && (mark === undefined || block.mark === mark),
  );
}

function place({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

const folder = mkdtempSync(join(tmpdir(), 'phi-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of [
  'care-team',
  'patient-facts',
  'staff-facts',
  'patient-names',
  'staff-names',
  'find-patients',
  'find-staff',
])
  writeFileSync(
    join(folder, `${name}.graphql`),
    readFileSync(packageFile(`gateway/demo/${name}.graphql`)),
  );

/** Each variable that a snippet names holds a key. */
const ENVIRONMENT = new Proxy<Record<string, string>>(
  {},
  {
    get: () => 'dGhlIGtleSBvZiB0aGUgZG9jdW1lbnRhdGlvbiwgbm90IG9uZSB0byB1c2U=',
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
  },
);

function loadProblems(text: string): readonly string[] {
  const config = join(folder, 'gateway.yaml');
  writeFileSync(config, text);
  try {
    loadConfig({ config, subgraph: [], subgraphSdl: [], reach: [] }, ENVIRONMENT);
    return [];
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
}

const SECTIONS = z.record(z.string(), z.unknown());

/** What a part of a configuration is put into. */
const REST = {
  graph: { subgraphs: [{ name: 'patients', url: 'https://patients.example' }] },
  identity: {
    issuers: [{ issuer: 'https://id.example', audience: 'api', jwks: 'https://id.example/jwks' }],
  },
  authorization: { reach: { physician: 'all' } },
  relationships: { url: 'https://opa.example' },
};

/** A whole configuration with a part in it: the keys of the part win over those of the rest. */
function complete(part: string): string {
  const sections = Object.entries(SECTIONS.parse(parseYaml(part))).map(([name, section]) => {
    const rest: unknown = Object.entries(REST).find(([key]) => key === name)?.[1];
    const isWhole = name === 'relationships' || rest === undefined;
    return [name, isWhole ? section : { ...SECTIONS.parse(rest), ...SECTIONS.parse(section) }];
  });
  return stringify({ ...REST, ...Object.fromEntries(sections) });
}

describe('a YAML example of the documentation', () => {
  it('has no mark (a whole configuration), or one of "part", "policy", "vocabulary" and "accepted"', () => {
    expect(blocksOf('yaml').length).toBeGreaterThan(15);
    const marks = new Set(blocksOf('yaml').map(({ mark }) => mark));
    expect(marks).toEqual(new Set(['', 'part', 'policy', 'vocabulary', 'accepted']));
  });

  it.each(blocksOf('yaml', '').map((block) => [place(block), block.code]))(
    'loads as a configuration: %s',
    (_place, code) => {
      expect(loadProblems(code)).toEqual([]);
    },
  );

  it.each(blocksOf('yaml', 'part').map((block) => [place(block), block.code]))(
    'loads as a part of a configuration: %s',
    (_place, code) => {
      expect(loadProblems(complete(code))).toEqual([]);
    },
  );

  it.each(blocksOf('yaml', 'policy').map((block) => [place(block), block.code]))(
    'loads as a file of policy tests: %s',
    (_place, code) => {
      const file = join(folder, 'policy.yaml');
      writeFileSync(file, code);
      expect(() => readTestFile(file)).not.toThrow();
    },
  );

  it.each(blocksOf('yaml', 'vocabulary').map((block) => [place(block), block.code]))(
    'loads as words for unmarked PHI: %s',
    (_place, code) => {
      const file = join(folder, 'vocabulary.yaml');
      writeFileSync(file, code);
      expect(() => readVocabulary(file)).not.toThrow();
    },
  );

  it.each(blocksOf('yaml', 'accepted').map((block) => [place(block), block.code]))(
    'loads as accepted changes: %s',
    (_place, code) => {
      const file = join(folder, 'accepted.yaml');
      writeFileSync(file, code);
      expect(readAccepted(file)).toHaveLength(1);
    },
  );
});

describe('a GraphQL example of the documentation', () => {
  it.each(blocksOf('graphql').map((block) => [place(block), block.code]))(
    'parses as GraphQL: %s',
    (_place, code) => {
      expect(() => parse(code)).not.toThrow();
    },
  );

  const schemas = blocksOf('graphql').filter(({ code }) => code.includes('extend schema'));
  it.each(schemas.map((block) => [place(block), block.code]))(
    'composes as a subgraph if it extends the schema: %s',
    (_place, code) => {
      const directives = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
      const composed = composeSdl({ patients: `${code}\n${directives}` });
      expect(composed.ok ? [] : composed.problems).toEqual([]);
    },
  );
});

describe('a JSON example of the documentation', () => {
  it.each(blocksOf('json').map((block) => [place(block), block.code]))(
    'is valid JSON: %s',
    (_place, code) => {
      expect(() => JSON.parse(code) as unknown).not.toThrow();
    },
  );
});

const MANIFEST = z.object({ scripts: z.record(z.string(), z.string()) });

/** Whether a path names a file or folder, or a test file without its ending. */
function isThere(path: string): boolean {
  return [path, `${path}.test.ts`].some((each) => existsSync(packageFile(each)));
}

describe('commands in the documentation', () => {
  const { scripts } = MANIFEST.parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')));
  const texts = readPages()
    .filter(({ file }) => file !== 'CHANGELOG.md')
    .flatMap((page) => [
      ...codeBlocks(page)
        .filter(({ language }) => language === 'sh' || language === 'console')
        .map(({ code }) => ({ file: page.file, text: code.replaceAll(/\\\n/g, ' ') })),
      ...[...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => ({
        file: page.file,
        text,
      })),
    ]);

  it('use only subcommands and flags of phi-gateway that exist', async () => {
    const found = texts.flatMap(({ file, text }) =>
      phiGatewayCommands(text).map((command) => ({ file, command })),
    );
    expect(found.length).toBeGreaterThan(40);
    const problems: string[] = [];
    for (const { file, command } of found) {
      const problem = await commandProblem(command);
      if (problem !== null) problems.push(`${file}: ${command.join(' ')}: ${problem}`);
    }
    expect(problems).toEqual([]);
  });

  it('use only scripts of package.json that exist', () => {
    const named = texts.flatMap(({ file, text }) =>
      [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, script = '']) => ({
        file,
        script,
      })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });

  it('use only tests and benchmarks that exist', () => {
    const named = texts.flatMap(({ file, text }) => [
      ...[...text.matchAll(/npm test -- ((?:test\/[\w./-]+ ?)+)/g)].flatMap(([, paths = '']) =>
        paths
          .trim()
          .split(' ')
          .map((path) => ({ file, path })),
      ),
      ...[...text.matchAll(/node dist\/([\w./-]+)\.js/g)].map(([, path = '']) => ({
        file,
        path: `${path}.ts`,
      })),
    ]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ path }) => !isThere(path))).toEqual([]);
  });
});
