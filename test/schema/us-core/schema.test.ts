import { describe, expect, it } from '@jest/globals';
import {
  buildASTSchema,
  getNamedType,
  graphql,
  isCompositeType,
  isObjectType,
  isUnionType,
  parse,
  type GraphQLObjectType,
} from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readFileSync } from 'node:fs';
import { argumentCoordinate, memberCoordinate } from '../../../directives/coordinate.ts';
import { compose } from '../../../schema/compose.ts';
import { lint } from '../../../schema/lint/lint.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { OPEN_RESOURCES } from '../../../schema/us-core/generate/audiences.ts';
import { printOutline } from '../../../schema/us-core/generate/outline.ts';
import { renderSchema } from '../../../schema/us-core/generate/render-schema.ts';
import { OUTLINE, OUTLINE_TEXT, ROLES, SDL, US_CORE } from './us-core-schema.ts';

const composed = compose([US_CORE]);
if (!composed.ok) throw new Error(composed.problems.map(({ message }) => message).join('\n'));
const { requirements } = composed.policy;
const schema = buildASTSchema(US_CORE.document, { assumeValidSDL: true });
const objects = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);

/** Types that every authenticated caller may see, and the one that only the gateway reads. */
const isOpen = ({ name }: { readonly name: string }) =>
  OPEN_RESOURCES.has(name) || name.startsWith('Public') || name === 'CareRelationship';

describe('the US Core schema', () => {
  it('is exactly what its generator makes from the outline of the published profiles', () => {
    expect(renderSchema(OUTLINE)).toBe(SDL);
  });

  it('has an outline that is read and written without a difference', () => {
    expect(printOutline(OUTLINE)).toBe(OUTLINE_TEXT);
  });

  it('has no error and no warning of `check`, other than accepted ones with a reason', () => {
    const findings = lint([US_CORE], { roles: ROLES, defaultRoles: [] });
    expect(findings.filter(({ suppressed }) => suppressed === null)).toEqual([]);
  });

  it('has a type for each resource with a profile in US Core', () => {
    for (const resource of OUTLINE.profiles.keys()) expect(schema.getType(resource)).toBeDefined();
    expect(OUTLINE.profiles.size).toBe(26);
  });

  it('marks every field of a patient and of each type in a record as PHI', () => {
    const unmarked = objects
      .filter((type) => type.name !== 'Query' && !isOpen(type))
      .flatMap((type) =>
        Object.keys(type.getFields())
          .map((field) => memberCoordinate(type.name, field))
          .filter((at) => requirements.get(at)?.phi !== true),
      );
    expect(unmarked).toEqual([]);
  });

  it('has a role for every field of a record, so that a caller without roles sees none', () => {
    const open = objects
      .filter((type) => type.name !== 'Query' && !isOpen(type))
      .flatMap((type) =>
        Object.keys(type.getFields())
          .map((field) => memberCoordinate(type.name, field))
          .filter((at) => (requirements.get(at)?.clauses.length ?? 0) === 0),
      );
    expect(open).toEqual([]);
  });

  it('leads researchers from no record to a provider, who reveals where the patient lives', () => {
    const providers = ['Location', 'Organization', 'Practitioner', 'PractitionerRole'];
    const leads = fieldsSeenBy('researcher').filter(({ returns }) =>
      returns.some((type) => providers.includes(type)),
    );
    expect(leads.map(({ at }) => at)).toEqual([]);
  });

  it('shows researchers only codes, units and states as texts, and no text that a person wrote', () => {
    const texts = fieldsSeenBy('researcher').filter(({ returns }) => returns.includes('String'));
    const names = texts.map(({ at }) => at.replace(/^.*\./, ''));
    expect([...new Set(names)].toSorted()).toEqual(TEXTS);
  });

  it('shows researchers no date, and de-identifies each that they see', () => {
    const dates = fieldsSeenBy('researcher').filter(({ returns }) =>
      returns.some((type) => type === 'Date' || type === 'DateTime'),
    );
    expect(dates.map(({ at }) => at)).toEqual([]);
  });

  it('marks nothing of providers and drugs, whose types lead to no type of a record', () => {
    for (const type of objects.filter(isOpen)) {
      for (const field of Object.values(type.getFields())) {
        expect(requirements.get(memberCoordinate(type.name, field.name))).toBeUndefined();
        const to = getNamedType(field.type);
        expect(!isCompositeType(to) || isOpen(to)).toBe(true);
      }
    }
  });

  it('marks every input of a query that is about patients, and binds each that names one', () => {
    const { Query, Patient } = schema.getTypeMap();
    for (const type of [Query, Patient]) {
      if (!isObjectType(type)) throw new Error('not an object');
      for (const { name, args, type: returned } of Object.values(type.getFields())) {
        if (isOpen(getNamedType(returned))) continue;
        for (const { name: input } of args.filter((each) => !/^(?:first|skip)$/.test(each.name))) {
          const at = argumentCoordinate(type.name, name, input);
          expect([at, requirements.get(at)?.phi]).toEqual([at, true]);
          const namesPatient = input === 'patient' || at === 'Query.patient(id:)';
          expect([at, composed.policy.patientInputs.has(at)]).toEqual([at, namesPatient]);
        }
      }
    }
  });

  it('finds the patient of each resource of a record in the resource itself', () => {
    const { patientPaths } = pathsOf(SDL);
    const records = objects.filter((type) => type.getFields()['id'] && !isOpen(type));
    expect(records.length).toBeGreaterThan(20);
    for (const { name } of records)
      expect([name, patientPaths.get(name)]).toEqual([
        name,
        expect.stringMatching(/^(?:id|(?:subject|patient|beneficiary)\.id)$/),
      ]);
  });

  it('has no element that holds any content: contained resources, extensions, references as texts', () => {
    const names = objects.flatMap((type) => Object.keys(type.getFields()));
    const anything = ['contained', 'extension', 'modifierExtension', 'reference', 'note'];
    expect(names.filter((name) => anything.includes(name))).toEqual([]);
    expect(names.filter((name) => name === 'target')).toEqual(['target']); // Of a goal.
    const narratives = objects.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name === 'Narrative')
        .map((field) => `${type.name}.${field.name}`),
    );
    // The only narrative that US Core asks for.
    expect(narratives).toEqual(['CarePlan.text']);
  });

  it('says of each element what US Core asks of servers', () => {
    expect(said('Condition.code')).toMatch(/\(mandatory\)$/);
    expect(said('Condition.onsetDateTime')).toMatch(/\(must support\)$/);
    expect(said('Patient.race')).toMatch(/\(USCDI\)$/);
  });

  it("serves FHIR's JSON with a server's default resolvers", async () => {
    const definitions = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
    const served = buildSubgraphSchema({
      typeDefs: parse(SDL + definitions),
      resolvers: {
        Query: { observation: () => OBSERVATION },
        Observation: { subject: () => ({ id: 'p1' }) },
      },
    });
    const source = `{ observation(id: "o1") {
      id status subject { id } effectiveDateTime code { text coding { code } } valueQuantity { value unit }
    } }`;
    const { data, errors } = await graphql({ schema: served, source });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      observation: { ...OBSERVATION, subject: { id: 'p1' } },
    });
  });
});

/** As a FHIR server has it. */
const OBSERVATION = {
  id: 'o1',
  status: 'final',
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2026-01-31',
  code: { text: 'Glucose', coding: [{ code: '2345-7' }] },
  valueQuantity: { value: 5.4, unit: 'mmol/L' },
};

/** The texts that researchers see in full. */
const TEXTS: readonly string[] = [
  'code',
  'comparator',
  'country',
  'dayOfWeek',
  'display',
  'durationUnit',
  'intent',
  'lifecycleStatus',
  'periodUnit',
  'state',
  'status',
  'system',
  'timeOfDay',
  'type',
  'unit',
  'use',
  'version',
  'when',
];

/** The fields of records that a role sees in full, and the types that they return. */
function fieldsSeenBy(role: string) {
  return objects
    .filter((type) => type.name !== 'Query' && !isOpen(type))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const at = memberCoordinate(type.name, field.name);
        const isSeen = requirements.get(at)?.clauses.every(({ anyOf }) => anyOf.includes(role));
        const named = getNamedType(field.type);
        const returns = isUnionType(named) ? named.getTypes() : [named];
        return isSeen === true ? [{ at, returns: returns.map(({ name }) => name) }] : [];
      }),
    );
}

/** The description of a field. */
function said(at: string) {
  const [type = '', field = ''] = at.split('.');
  const found = schema.getType(type);
  return isObjectType(found) ? found.getFields()[field]?.description : undefined;
}

function pathsOf(sdl: string) {
  const found = [...sdl.matchAll(/^type (\w+)(?:[^{"]|"[^"]*")*?@patient\(id: "([^"]+)"\)/gm)];
  return { patientPaths: new Map(found.map(([, type = '', path = '']) => [type, path])) };
}
