import { describe, expect, it } from '@jest/globals';
import { getNamedType, isObjectType, isUnionType } from 'graphql';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { findScopeNeeds } from '../../../directives/operation/scope-needs.ts';
import { CATEGORIES } from '../../../directives/spec.ts';
import { readClientSchema } from '../../../schema/client-schema-text.ts';
import { compose } from '../../../schema/compose.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { renderSmart } from '../../../schema/us-core/generate/render-smart.ts';
import { OUTLINE, US_CORE } from './us-core-schema.ts';

const TEXT = readFileSync(packageFile('schema/us-core/smart.yaml'), 'utf8');
const ROW = z.object({ types: z.array(z.string()), categories: z.array(z.enum(CATEGORIES)) });
const { resources: rows } = z.object({ resources: z.record(z.string(), ROW) }).parse(parse(TEXT));
const resources = new Map(Object.entries(rows));

const composed = compose([US_CORE]);
if (!composed.ok) throw new Error(composed.problems.map(({ message }) => message).join('\n'));
const schema = readClientSchema(composed.clientSchema);
const needs = findScopeNeeds(schema, composed.policy, { resources, mutations: new Map() });

/** The fields of a type that lead to no resource. */
function ownFields(type: string) {
  const found = schema.getType(type);
  if (!isObjectType(found)) throw new Error(`${type} is not an object type`);
  return Object.values(found.getFields()).filter((field) => {
    const named = getNamedType(field.type);
    return !isUnionType(named) && !isRecord(named.name);
  });
}

function isRecord(type: string): boolean {
  return resources.has(type) || type.endsWith('Record');
}

describe('the table of SMART scopes of the US Core schema', () => {
  it('is exactly what the generator makes from the outline', () => {
    expect(renderSmart(OUTLINE)).toBe(TEXT);
  });

  it('opens each field of a resource, of its parts and of its data types by the scope of the resource', () => {
    const closed = [...resources].flatMap(([resource, { types }]) =>
      types.flatMap((type) =>
        ownFields(type)
          .map(({ name }) => memberCoordinate(type, name))
          .filter((at) => !needs.get(at)?.every((need) => need.resources.includes(resource))),
      ),
    );
    expect(closed).toEqual([]);
  });

  it('opens names and sensitive records by no scope of observations', () => {
    for (const at of [
      'HumanName.family',
      'Patient.birthDate',
      'SexualHealthRecord.code',
    ] as const) {
      const [type = '', field = ''] = at.split('.');
      const needed = needs.get(memberCoordinate(type, field)) ?? [];
      expect(needed.some((need) => !need.resources.includes('Observation'))).toBe(true);
    }
    const ofRecord = needs.get(memberCoordinate('SexualHealthRecord', 'code')) ?? [];
    expect(ofRecord.some((need) => need.resources.length === 0)).toBe(true);
  });
});
