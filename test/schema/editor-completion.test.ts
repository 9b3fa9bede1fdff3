import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, concatAST, parse } from 'graphql';
import {
  getAutocompleteSuggestions,
  getHoverInformation,
  GraphQLDocumentMode,
  Position,
} from 'graphql-language-service';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { CATEGORIES, DEIDENTIFY_METHODS } from '../../directives/spec.ts';
import { packageFile } from '../../schema/package-file.ts';
import { CATEGORY_TEXT } from '../../schema/views/category-text.ts';

const projects = z
  .object({ projects: z.record(z.string(), z.object({ schema: z.array(z.string()) })) })
  .parse(parseYaml(readFileSync(packageFile('.graphqlrc.yml'), 'utf8'))).projects;

/** The schema that a language server builds of the files of a project. */
const schema = buildASTSchema(
  concatAST(
    (projects['patients']?.schema ?? []).map((file) =>
      parse(readFileSync(packageFile(file), 'utf8')),
    ),
  ),
);

/** What the language server of GraphQL suggests at the end of a text, with its documentation. */
function suggestions(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n');
  const end = new Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  const found = getAutocompleteSuggestions(schema, text, end, undefined, undefined, {
    mode: GraphQLDocumentMode.TYPE_SYSTEM,
  });
  return new Map(found.map(({ label, documentation }) => [label, documentation ?? '']));
}

describe('the language server of GraphQL, with the files that .graphqlrc.yml names,', () => {
  it('completes and documents the directives', () => {
    const found = suggestions('type Patient {\n  ssn: String @');
    expect([...found.keys()]).toEqual(expect.arrayContaining(['phi', 'role', 'deprecated']));
    expect(found.get('phi')).toMatch(/^phi v1\.0: authorization of health data/);
  });

  it('completes the arguments of @phi and @role', () => {
    expect([...suggestions('type Patient {\n  ssn: String @phi(').keys()]).toEqual(
      expect.arrayContaining(['category', 'deidentify']),
    );
    expect([...suggestions('type Patient {\n  ssn: String @role(').keys()]).toEqual(
      expect.arrayContaining(['anyOf', 'deidentified']),
    );
  });

  it('completes the categories, each with its meaning and its place in 45 CFR', () => {
    const found = suggestions('type Patient {\n  ssn: String @phi(category: ');
    expect([...found.keys()].toSorted()).toEqual(CATEGORIES.toSorted());
    for (const category of CATEGORIES) {
      expect(found.get(category)).toContain(`${CATEGORY_TEXT[category]}. 45 CFR 16`);
      expect(`${category} ${found.get(category)}`).toMatch(/ 45 CFR 16[04]\.[\w().]+\.$/);
    }
  });

  it('completes the methods of de-identification, each with what it shows', () => {
    const found = suggestions('type Patient {\n  ssn: String @phi(deidentify: ');
    expect([...found.keys()].toSorted()).toEqual(DEIDENTIFY_METHODS.toSorted());
    for (const method of DEIDENTIFY_METHODS) expect(found.get(method)).toMatch(/\.$/);
  });

  it('documents a directive under the pointer', () => {
    const text = 'type Patient {\n  ssn: String @role(anyOf: ["nurse"])\n}';
    const hover = getHoverInformation(schema, text, new Position(1, 16));
    expect(JSON.stringify(hover)).toContain('The roles that see the value');
  });
});
