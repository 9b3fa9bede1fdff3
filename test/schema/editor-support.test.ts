import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSubgraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import {
  buildASTSchema,
  concatAST,
  extendSchema,
  parse,
  print,
  specifiedRules,
  validate,
  visit,
  type DirectiveDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import { packageFile } from '../../schema/package-file.ts';

const NAMES = HEALTH_SUBGRAPHS.map(({ name }) => name);

/** The project format of Apollo's extension since 2.0 for schemas in local files. */
const apolloConfig = z.strictObject({
  client: z.strictObject({
    service: z.strictObject({ name: z.string(), localSchemaFile: z.array(z.string()) }),
    includes: z.array(z.string()),
  }),
});

const graphqlConfig = z.strictObject({
  projects: z.record(z.string(), z.strictObject({ schema: z.array(z.string()) })),
});

const configOf = (name: string) => packageFile(`schema/health/${name}/apollo.config.js`);

async function readApolloConfig(file: string) {
  const loaded: unknown = await import(pathToFileURL(file).href);
  const { default: config } = z.object({ default: apolloConfig }).parse(loaded);
  const at = (path: string) => resolve(dirname(file), path);
  return {
    name: config.client.service.name,
    schemas: config.client.service.localSchemaFile.map(at),
    documents: config.client.includes.map(at),
  };
}

function readGraphqlConfig() {
  const text = readFileSync(packageFile('.graphqlrc.yml'), 'utf8');
  return graphqlConfig.parse(parseYaml(text)).projects;
}

function schemaOf(files: readonly string[]): GraphQLSchema {
  return buildASTSchema(concatAST(files.map((file) => parse(readFileSync(file, 'utf8')))));
}

describe("the files that apollo.config.js gives Apollo's editor extension", () => {
  it.each(NAMES)(
    'exist for the subgraph %s, define @phi, @role and @patient, and can be extended with its schema',
    async (name) => {
      const config = await readApolloConfig(configOf(name));
      expect(config.name).toBe(name);
      expect([...config.schemas, ...config.documents].filter((file) => !existsSync(file))).toEqual(
        [],
      );
      expect(config.documents).toEqual([packageFile(`schema/health/${name}/schema.graphql`)]);
      // The extension extends the loaded schema with the text in the editor.
      const schema = schemaOf(config.schemas);
      const [file = ''] = config.documents;
      const extended = extendSchema(schema, parse(readFileSync(file, 'utf8')));
      for (const mark of ['phi', 'role', 'patient'])
        expect(extended.getDirective(mark)).toBeTruthy();
    },
  );

  it('accept the care-team operation that the example gateway sends to a subgraph', async () => {
    const config = await readApolloConfig(packageFile('apollo.config.js'));
    const [file = ''] = config.documents;
    const operation = parse(readFileSync(file, 'utf8'));
    expect(validate(schemaOf(config.schemas), operation)).toEqual([]);
  });

  it.each([
    ['an unknown directive', '@rol(anyOf: ["x"])', /Unknown directive/],
    ['an unknown argument', '@phi(kind: SSN)', /Unknown argument/],
    ['a missing argument', '@role', /is required/],
    [
      'a directive at a location that does not allow it',
      '@patient',
      /may not be used on FIELD_DEFINITION/,
    ],
  ])(
    'define the phi directives so that their misuse is an error: %s',
    async (_what, mark, error) => {
      const { schemas } = await readApolloConfig(configOf('patients'));
      expect(() =>
        extendSchema(schemaOf(schemas), parse(`type Query { a: String ${mark} }`)),
      ).toThrow(error);
    },
  );
});

describe('the projects in .graphqlrc.yml for GraphQL language servers', () => {
  it('are one for each subgraph', () => {
    expect(Object.keys(readGraphqlConfig()).toSorted()).toEqual(NAMES.toSorted());
  });

  it.each(NAMES)(
    'make the schema of the subgraph %s valid, and an unknown PHI category an error',
    (name) => {
      const files = (readGraphqlConfig()[name]?.schema ?? []).map(packageFile);
      expect(files).toContain(packageFile(`schema/health/${name}/schema.graphql`));
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      const schema = schemaOf(files);
      for (const mark of ['phi', 'role', 'patient']) expect(schema.getDirective(mark)).toBeTruthy();
      const text = readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8');
      const rules = specifiedRules.filter((rule) => rule.name !== 'ExecutableDefinitionsRule');
      expect(validate(schema, parse(text), rules)).toEqual([]);
      const wrong = parse('type T { a: String @phi(category: NONSENSE) }');
      expect(validate(schema, wrong, rules).map(({ message }) => message)).toEqual([
        expect.stringMatching(/"NONSENSE" does not exist in "phi__Category" enum/),
      ]);
    },
  );
});

describe('the federation directive definitions for editors', () => {
  it('equal the definitions of the composition library', () => {
    const written = definitions(readFileSync(packageFile('schema/federation.graphql'), 'utf8'));
    const imports = [...written.keys()].filter((name) => name !== 'link').map((name) => `@${name}`);
    const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(imports)})`;
    const { schema } = buildSubgraph('a', 'http://a.test', `${head} type Query { a: Int }`);
    const own = schema.directives().map((definition) => [
      definition.name,
      {
        repeatable: definition.repeatable,
        locations: definition.locations.map(String).toSorted(),
        arguments: definition.arguments().map(({ name, type }) => `${name}: ${String(type)}`),
      },
    ]);
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(written));
  });
});

function definitions(sdl: string) {
  const found = new Map<string, object>();
  visit(parse(sdl), {
    DirectiveDefinition(node: DirectiveDefinitionNode) {
      found.set(node.name.value, {
        repeatable: node.repeatable,
        locations: node.locations.map(({ value }) => value).toSorted(),
        arguments: (node.arguments ?? []).map(({ name, type }) => `${name.value}: ${print(type)}`),
      });
    },
  });
  return found;
}
