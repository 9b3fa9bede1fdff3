import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Kind, parse, print, visit } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';
import { counterparts } from '../../../schema/lint/inherited.ts';
import { leafValues } from '../../../schema/lint/leaf-values.ts';
import { createLintGraph } from '../../../schema/lint/lint-graph.ts';
import { lint } from '../../../schema/lint/lint.ts';
import { unmarkedPhi } from '../../../schema/lint/rules/unmarked-phi.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { ANY_ROLES } from '../../support/lint-subgraphs.ts';

const SUBGRAPHS = HEALTH_SUBGRAPHS.map(({ name, port }) => {
  const sdl = readFileSync(packageFile(`schema/health/${name}/schema.graphql`), 'utf8');
  return { name, url: `http://127.0.0.1:${port}/`, sdl, document: parse(sdl) };
});
const ROLES = ['patient', 'physician', 'nurse', 'billing', 'researcher', 'privacy_officer'];

function withoutMarks(names: readonly string[]) {
  return SUBGRAPHS.map(({ name, url, document }) => {
    const sdl = print(
      visit(document, {
        [Kind.DIRECTIVE]: (node) => (names.includes(node.name.value) ? null : undefined),
      }),
    );
    return { name, url, sdl, document: parse(sdl) };
  });
}

/** Lookups by id: PHI_FILTER_UNMARKED or PSEUDONYM_ARGUMENT reports these as soon as the field is marked. */
const LOOKED_UP_BY = [
  'claim',
  'clinicalRecord',
  'condition',
  'observation',
  'encounter',
  'medication',
].map((field) => `Query.${field}(id:)`);

/** The gateway checks reach for these inputs, marked or not. */
const PATIENT_INPUTS = ['Mutation.addNote(patientId:)', 'Mutation.correctAddress(patientId:)'];

/** A count of encounters, and states, which are not identifiers (45 CFR 164.514(b)(2)(i)(B)). */
const UNDETECTED = ['CareTeamMember.encounterCount', 'Address.state', 'AddressInput.state'];

/** PHI without a mark that no client can ask for. */
const FOR_THE_GATEWAY_ONLY = [
  'Query.careRelationships(patients:)',
  'Query.patientEmployers(patients:)',
  'Query.patientStays(patients:)',
  'Query.patientFacts(patients:)',
  'Query.patientNames(patients:)',
  'Query.findPatients(text:)',
  'PatientStay.patient',
  'PatientStay.discharged',
  'StaffMember.patient',
  'PatientEmployer.patient',
  'CareRelationship.patient',
  'CareRelationship.denies',
  'PatientFacts.patient',
  'PatientFacts.surname',
  'PatientFacts.address',
  'PatientFacts.died',
  'PatientFacts.vip',
  'PatientNames.patient',
  'PatientNames.name',
  'PatientNames.recordNumber',
  'PatientNames.birthDate',
];

/** What is found without marks, as docs/schema-authors.md states. */
const FOUND = '156 of 165';

describe('lint of the example health graph', () => {
  it('finds only 36 problems that its authors suppress with a reason', () => {
    const findings = lint(SUBGRAPHS, { roles: ROLES, defaultRoles: [] });
    expect(findings.filter(({ suppressed }) => suppressed === null)).toEqual([]);
    expect(findings).toHaveLength(36);
  });

  it('reports ROLE_UNKNOWN when a role of the graph is not configured', () => {
    const roles = ROLES.filter((role) => role !== 'nurse');
    const codes = lint(SUBGRAPHS, { roles, defaultRoles: [] }).map(({ code }) => code);
    expect(codes).toContain('ROLE_UNKNOWN');
  });

  // Measures the lint: with the marks removed, which of the values that carried @phi does it name?
  // The words were chosen with these schemas in sight; on other schemas it misses more.
  it.each<[string, readonly string[], string, readonly string[]]>([
    [
      '@phi and @role',
      ['phi', 'role'],
      '153 of 165',
      [...LOOKED_UP_BY, 'Query.patient(id:)', ...PATIENT_INPUTS, ...UNDETECTED],
    ],
    [
      '@phi, @role and @patient',
      ['phi', 'role', 'patient'],
      FOUND,
      [...LOOKED_UP_BY, ...UNDETECTED],
    ],
  ])(
    'without the directives %s (%j) finds %s PHI values by name, type or description, and no other values but those for the gateway alone',
    (_what, names, figure, undetected) => {
      const marked = compileSubgraphs(SUBGRAPHS);
      const documents = withoutMarks(names);
      const compiled = compileSubgraphs(documents);
      const bare = createLintGraph({ documents, compiled }, ANY_ROLES);
      const found = new Set([...unmarkedPhi.find(bare)].map(({ coordinate }) => coordinate));
      const values = [...leafValues(marked)]
        .map(({ element }) => element.at)
        .filter((at) => marked.policy.requirements.get(at)?.phi === true);
      const missed = values.filter(
        (at) =>
          !found.has(at) && !counterparts(at, marked.hierarchy).some((each) => found.has(each)),
      );
      expect(`${values.length - missed.length} of ${values.length}`).toBe(figure);
      expect(missed).toEqual(undetected);
      // No false alarms: it names no field that is open on purpose, except those for the gateway alone.
      expect([...found].filter((at) => !values.includes(at))).toEqual(FOR_THE_GATEWAY_ONLY);
    },
  );

  it('finds as many of them as docs/schema-authors.md states', () => {
    const page = readFileSync(packageFile('docs/schema-authors.md'), 'utf8');
    expect(page.replaceAll(/\s+/g, ' ')).toContain(`it finds ${FOUND} PHI values`);
  });

  it('reports each lookup by id as soon as the field is marked', () => {
    const documents = SUBGRAPHS.map(({ name, url, document }) => {
      const unmarked = visit(document, {
        [Kind.INPUT_VALUE_DEFINITION]: (node) => ({ ...node, directives: [] }),
      });
      const sdl = print(unmarked);
      return { name, url, sdl, document: parse(sdl) };
    });
    const found = lint(documents, { roles: ROLES, defaultRoles: [] })
      .filter(({ code }) => code === 'PHI_FILTER_UNMARKED' || code === 'PSEUDONYM_ARGUMENT')
      .map(({ coordinate }) => coordinate);
    expect(found).toEqual(expect.arrayContaining(LOOKED_UP_BY));
  });
});
