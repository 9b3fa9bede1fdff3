import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  assertValidSchema,
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
} from 'graphql';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { coordinatesOf } from '../support/introspected-schema.ts';
import { tokenOf } from './describe-roles.ts';
import { ENTRIES, ROLES, type Role } from './who-sees-what.ts';

describe('introspection of the example hospital', () => {
  let stack: Stack;
  let gateway: StackGateway;
  const visibleTo = new Map<Role, ReadonlySet<string>>();

  beforeAll(async () => {
    stack = await startStack();
    gateway = await stack.gateway('audit', { introspection: true });
    for (const role of ROLES) {
      const { data } = await ask(role, getIntrospectionQuery());
      const schema = buildClientSchema(data as unknown as IntrospectionQuery);
      assertValidSchema(schema);
      visibleTo.set(role, coordinatesOf(schema));
    }
  });
  afterAll(() => stack.close(), 30_000);

  const ask = (role: Role, query: string) =>
    gateway.ask(tokenOf(stack, role, { patient: 'somebody', practitioner: 'dr-7' }), { query });

  it.each(ROLES)(
    'shows a %s an element of the access table exactly if the table lets the role see it',
    (role) => {
      const seen = (at: string): boolean => visibleTo.get(role)?.has(at) === true;
      const wrong: string[] = [];
      for (const [entry, { views }] of ENTRIES) {
        const at = entry.replace(/\.\*$/, '');
        const [type = ''] = at.split('.');
        const isObjectSeen = ENTRIES.get(`${type}.*`)?.views.get(role) !== '-';
        const expected = isObjectSeen && views.get(role) !== '-';
        if (seen(at) !== expected) wrong.push(`${at} ${seen(at) ? 'is' : 'is not'} visibleTo`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('shows no caller the directives @phi and @role or federation fields, and causes no subgraph request', async () => {
    stack.received.length = 0;
    for (const role of ROLES) {
      const { text } = await ask(role, getIntrospectionQuery());
      expect(/phi__|join__|link__|_entities|_service|"name":"(phi|role)"/.exec(text)).toBeNull();
    }
    expect(stack.received).toEqual([]);
  });

  // A guessed name is still distinguishable: a missing field is invalid and a hidden one is denied, so
  // that an operation for several roles stays valid for each of them.
  it('cannot be replaced by errors: a misspelled field gets 400 without a suggestion, a hidden field is null with UNAUTHORIZED_FIELD_OR_TYPE', async () => {
    const wrong = await ask('nurse', '{ patients { snn } }');
    expect(wrong.status).toBe(400);
    expect(wrong.text).not.toMatch(/ssn|snn|Patient|mean/i);
    const hidden = await ask('nurse', '{ patients(first: 1) { ssn } }');
    expect(hidden.data).toEqual({ patients: [{ ssn: null }] });
    expect(hidden.errors).toEqual([
      {
        message: 'Unauthorized field or type',
        path: ['patients', '@', 'ssn'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      },
    ]);
  });
});
