import { describe, expect, it } from '@jest/globals';
import type { PurposeConfig } from '../../../../gateway/access/purpose/purpose-config.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { statePurpose } from '../../../../gateway/access/purpose/state-purpose.ts';
import { callerOf } from '../../../support/in-process-graph.ts';

const CONFIG: PurposeConfig = {
  claim: 'purpose_of_use',
  header: true,
  default: null,
  roles: new Map([
    ['physician', new Set(['TREAT', 'ETREAT'])],
    ['billing', new Set(['HPAYMT'])],
    ['patient', new Set(['PATRQT'])],
    ['__proto__', new Set(['TREAT'])],
  ]),
  categories: new Map(),
};

interface Case {
  readonly roles?: readonly string[];
  readonly token?: readonly string[] | null;
  readonly headers?: readonly string[];
  readonly emergency?: string | null;
  readonly config?: Partial<PurposeConfig>;
}

/** The purpose and the remaining roles, or the code of the refusal. */
function settle({
  roles = ['physician'],
  token = null,
  headers = [],
  emergency = null,
  config = {},
}: Case) {
  const caller = callerOf(roles, {
    purposes: token,
    patients: new Map(roles.map((role) => [role, [`patient of ${role}`]])),
  });
  try {
    const stated = statePurpose(caller, { headers, emergency }, { ...CONFIG, ...config });
    expect([...stated.caller.patients.keys()].toSorted()).toEqual(stated.caller.roles);
    expect({ ...stated.caller, roles, patients: caller.patients }).toEqual({ ...caller, roles });
    return `${stated.purpose}: ${stated.caller.roles.join(' ')}`;
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

const both = ['billing', 'physician'];
const withDefault = { default: 'TREAT' };

describe('the purpose of use of a request', () => {
  it.each<[string, Case, string]>([
    ['comes from the header', { headers: ['TREAT'] }, 'TREAT: physician'],
    ['comes from the token', { token: ['ETREAT'] }, 'ETREAT: physician'],
    [
      'is the default when neither the header nor the token names one',
      { config: withDefault },
      'TREAT: physician',
    ],
    [
      'is the one of the header among those of the token',
      { token: ['TREAT', 'ETREAT'], headers: ['ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'is the default when the token allows it',
      { token: ['ETREAT', 'TREAT'], config: withDefault },
      'TREAT: physician',
    ],
    [
      'is the one of the token when the default differs',
      { token: ['ETREAT'], config: withDefault },
      'ETREAT: physician',
    ],
    [
      'is the one of the header when the default differs',
      { headers: ['ETREAT'], config: withDefault },
      'ETREAT: physician',
    ],
    [
      'is that of an emergency when a grant is active, in spite of another default',
      { emergency: 'ETREAT', config: withDefault },
      'ETREAT: physician',
    ],
    [
      'is that of an emergency when it is among those of the token',
      { emergency: 'ETREAT', token: ['TREAT', 'ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'is that of an emergency when the header names it too',
      { emergency: 'ETREAT', headers: ['ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'of an emergency removes roles that may not act for it',
      { roles: both, emergency: 'ETREAT' },
      'ETREAT: physician',
    ],
    [
      'HPAYMT leaves billing of the roles billing and physician',
      { roles: both, headers: ['HPAYMT'] },
      'HPAYMT: billing',
    ],
    [
      'TREAT leaves physician of the roles billing and physician',
      { roles: both, headers: ['TREAT'] },
      'TREAT: physician',
    ],
    [
      'leaves a role named __proto__ that may act for it, not one named constructor that may not',
      { roles: ['__proto__', 'constructor'], headers: ['TREAT'] },
      'TREAT: __proto__',
    ],
  ])('%s', (_what, given, expected) => {
    expect(settle(given)).toBe(expected);
  });

  it.each<[string, string, Case]>([
    ['PURPOSE_REQUIRED', 'no purpose is stated', {}],
    ['PURPOSE_REQUIRED', 'the token names several purposes', { token: ['TREAT', 'ETREAT'] }],
    ['PURPOSE_REQUIRED', 'the token names an empty list', { token: [] }],
    [
      'PURPOSE_REQUIRED',
      'the default is not among those of the token',
      { token: ['ETREAT', 'HPAYMT'], config: withDefault },
    ],
    [
      'PURPOSE_REQUIRED',
      'the token names an empty list and there is a default',
      { token: [], config: withDefault },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'the token names an empty list and the header names a purpose',
      { token: [], headers: ['TREAT'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'the header names a purpose that is not in the token',
      { token: ['TREAT'], headers: ['ETREAT'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'two headers name a purpose, even the same one',
      { headers: ['TREAT', 'TREAT'] },
    ],
    ['PURPOSE_NOT_ALLOWED', 'one header names two purposes', { headers: ['TREAT, ETREAT'] }],
    ['PURPOSE_NOT_ALLOWED', 'the header names a purpose in lower case', { headers: ['treat'] }],
    ['PURPOSE_NOT_ALLOWED', 'the header is empty', { headers: [''], config: withDefault }],
    ['PURPOSE_NOT_ALLOWED', 'the header names an unknown code', { headers: ['CURIOSITY'] }],
    ['PURPOSE_NOT_ALLOWED', 'the token names an unknown code', { token: ['CURIOSITY'] }],
    [
      'PURPOSE_NOT_ALLOWED',
      'the header names an abstract code of ActReason',
      { headers: ['PurposeOfUse'] },
    ],
    ['PURPOSE_NOT_ALLOWED', 'no role of the caller may act for it', { headers: ['HRESCH'] }],
    [
      'PURPOSE_NOT_ALLOWED',
      'the header contradicts the emergency',
      { emergency: 'ETREAT', headers: ['TREAT'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'the token does not allow an emergency',
      { emergency: 'ETREAT', token: ['TREAT'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'no role of the caller may act in an emergency',
      { emergency: 'ETREAT', roles: ['billing'] },
    ],
    ['PURPOSE_NOT_ALLOWED', 'the caller has no role', { roles: [], headers: ['TREAT'] }],
    [
      'PURPOSE_NOT_ALLOWED',
      'no purposes are configured for the role',
      { roles: ['constructor'], headers: ['TREAT'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'the role may act only for a more general purpose',
      { roles: ['physician'], headers: ['COC'] },
    ],
    [
      'PURPOSE_NOT_ALLOWED',
      'the header names a purpose but the configuration forbids the header',
      { token: ['TREAT'], headers: ['TREAT'], config: { header: false } },
    ],
  ])('is refused with %s when %s', (expected, _what, given) => {
    expect(settle(given)).toBe(expected);
  });

  it('is null without an active break-glass grant, whatever token and header say, if purposes are not configured', () => {
    const caller = callerOf(both, { purposes: ['HRESCH'] });
    const headers = ['CURIOSITY', 'x'];
    expect(statePurpose(caller, { headers, emergency: null }, null)).toEqual({
      caller,
      purpose: null,
    });
  });

  it('is that of break-glass during an active grant even if purposes are not configured, and removes no role', () => {
    const caller = callerOf(both);
    expect(statePurpose(caller, { headers: [], emergency: 'ETREAT' }, null)).toEqual({
      caller,
      purpose: 'ETREAT',
    });
  });
});
