import { describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { readFileSync } from 'node:fs';
import { problemLine } from '../../directives/marks/problem.ts';
import {
  SPEC_VERSIONS,
  specVersion,
  type SpecVersions,
} from '../../directives/marks/spec-versions.ts';
import { NO_DATE_SCALARS } from '../../directives/policy/date-format.ts';
import { compileSupergraph } from '../../directives/policy/compile-policy.ts';
import { compose, type Composition } from '../../schema/compose.ts';
import { packageFile } from '../../schema/package-file.ts';
import { HEAD } from '../support/compose-subgraphs.ts';

const TEXT_1_0 = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

/** A version that adds an optional argument to `@phi`. */
const TEXT_1_1 = TEXT_1_0.replace(
  'category: phi__Category!',
  'source: String\n  category: phi__Category!',
);
const ADDED = specVersion({ major: 1, minor: 1 }, TEXT_1_1);
const KNOWN: SpecVersions = [...SPEC_VERSIONS, ADDED];

const HEAD_1_1 = HEAD.replace('phi/v1.0', 'phi/v1.1');
const PATIENTS = `type Query { patient(id: ID! @patient @phi @role(anyOf: ["doctor"])): Patient }
type Patient @key(fields: "id") @patient(id: "id") @phi @role(anyOf: ["doctor"]) { id: ID! }`;
const NOTES = `type Patient @key(fields: "id") @patient(id: "id") { id: ID! note: String @phi @role(anyOf: ["doctor"]) }`;

function composed(
  subgraphs: Readonly<Record<string, string>>,
  versions: SpecVersions,
): Composition {
  const sources = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.test`,
    sdl,
  }));
  return compose(sources, NO_DATE_SCALARS, versions);
}

function problemsOf(composition: Composition): readonly string[] {
  return composition.ok ? [] : composition.problems.map(problemLine);
}

describe('subgraphs on different minor versions of the phi specification', () => {
  const older = `${HEAD}${PATIENTS}${TEXT_1_0}`;
  const mixed = composed({ patients: older, notes: `${HEAD_1_1}${NOTES}${TEXT_1_1}` }, KNOWN);
  const old = composed({ patients: older, notes: `${HEAD}${NOTES}${TEXT_1_0}` }, SPEC_VERSIONS);

  it('compose to the same policy as on one version', () => {
    expect(problemsOf(mixed)).toEqual([]);
    expect(mixed.ok && old.ok && mixed.policy.hash === old.policy.hash).toBe(true);
  });

  it('compose to a supergraph with the newest version only', () => {
    const sdl = mixed.ok ? mixed.supergraphSdl : '';
    expect(sdl.match(/@link\(url: "https:\/\/phi-gateway\.dev\/phi\/[^"]*"/g)).toEqual([
      '@link(url: "https://phi-gateway.dev/phi/v1.1"',
    ]);
    expect(print(parse(sdl))).toContain('source: String');
  });

  it('give a newer gateway the same policy from an older supergraph', () => {
    const sdl = old.ok ? old.supergraphSdl : '';
    const compiled = compileSupergraph(parse(sdl), NO_DATE_SCALARS, KNOWN);
    expect(compiled.problems).toEqual([]);
    expect(old.ok && compiled.policy.hash === old.policy.hash).toBe(true);
  });

  it('compose if they contain newer definitions than they link, if the gateway knows them', () => {
    const either = { patients: older, notes: `${HEAD}${NOTES}${TEXT_1_1}` };
    expect(problemsOf(composed(either, KNOWN))).toEqual([]);
  });
});

describe('a subgraph on a newer minor version than the gateway knows', () => {
  it('is refused with LINK_VERSION because of its @link, with the advice to upgrade the gateway first', () => {
    const newer = { notes: `${HEAD_1_1}${PATIENTS}${TEXT_1_1}` };
    expect(problemsOf(composed(newer, SPEC_VERSIONS))).toEqual([
      'subgraph notes, line 4: The schema links v1.1 of the phi specification; this gateway knows versions up to v1.0. Upgrade the gateway before its subgraphs, or go back to the definitions of v1.0 and write @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"]). [LINK_VERSION]',
    ]);
  });

  it('is refused with DEFINITION_DIFFERS because of its newer definition, even if it links an older version', () => {
    const newer = { notes: `${HEAD}${PATIENTS}${TEXT_1_1}` };
    expect(problemsOf(composed(newer, SPEC_VERSIONS))).toEqual([
      expect.stringMatching(
        /The definition of @phi is in no version of the phi specification that this gateway knows \(v1\.0\)\. .*upgrade the gateway first.* \[DEFINITION_DIFFERS\]$/,
      ),
    ]);
  });
});

it('a directive argument that the gateway does not read is refused with MARK_INVALID, not ignored', () => {
  const used = {
    patients: `${HEAD_1_1}${PATIENTS}\nextend type Patient { note: String @phi(source: "lab") @role(anyOf: ["doctor"]) }\n${TEXT_1_1}`,
  };
  expect(problemsOf(composed(used, KNOWN))).toEqual([
    expect.stringMatching(/@phi has no argument "source".* \[MARK_INVALID\]$/),
  ]);
});
