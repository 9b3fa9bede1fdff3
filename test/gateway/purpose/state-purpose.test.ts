import { describe, expect, it } from '@jest/globals';
import type { PurposeConfig } from '../../../gateway/config/config.ts';
import { GatewayError } from '../../../gateway/errors.ts';
import { statePurpose } from '../../../gateway/purpose/state-purpose.ts';
import { callerOf } from '../../support/in-process-graph.ts';

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

/** The purpose and the roles that count, or the code of the refusal. */
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
    ['the header names it', { headers: ['TREAT'] }, 'TREAT: physician'],
    ['the token names it', { token: ['ETREAT'] }, 'ETREAT: physician'],
    ['the default is it where nobody states one', { config: withDefault }, 'TREAT: physician'],
    [
      'the header chooses among those of the token',
      { token: ['TREAT', 'ETREAT'], headers: ['ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'the default chooses among those of the token',
      { token: ['ETREAT', 'TREAT'], config: withDefault },
      'TREAT: physician',
    ],
    [
      'the token wins over the default',
      { token: ['ETREAT'], config: withDefault },
      'ETREAT: physician',
    ],
    [
      'the header wins over the default',
      { headers: ['ETREAT'], config: withDefault },
      'ETREAT: physician',
    ],
    [
      'an emergency has its own, whatever the default is',
      { emergency: 'ETREAT', config: withDefault },
      'ETREAT: physician',
    ],
    [
      'an emergency chooses among those of the token',
      { emergency: 'ETREAT', token: ['TREAT', 'ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'a header may say what the emergency says',
      { emergency: 'ETREAT', headers: ['ETREAT'] },
      'ETREAT: physician',
    ],
    [
      'an emergency takes away the roles that may not act in one',
      { roles: both, emergency: 'ETREAT' },
      'ETREAT: physician',
    ],
    [
      'only the roles that may act for it count',
      { roles: both, headers: ['HPAYMT'] },
      'HPAYMT: billing',
    ],
    ['and the others for theirs', { roles: both, headers: ['TREAT'] }, 'TREAT: physician'],
    [
      'a role may be called anything',
      { roles: ['__proto__', 'constructor'], headers: ['TREAT'] },
      'TREAT: __proto__',
    ],
  ])('%s', (_what, given, expected) => {
    expect(settle(given)).toBe(expected);
  });

  it.each<[string, Case, string]>([
    ['none is stated', {}, 'PURPOSE_REQUIRED'],
    ['the token leaves the choice open', { token: ['TREAT', 'ETREAT'] }, 'PURPOSE_REQUIRED'],
    ['the token names none that is one', { token: [] }, 'PURPOSE_REQUIRED'],
    [
      'the default is not among those of the token',
      { token: ['ETREAT', 'HPAYMT'], config: withDefault },
      'PURPOSE_REQUIRED',
    ],
    [
      'a token of none is not opened by the default',
      { token: [], config: withDefault },
      'PURPOSE_REQUIRED',
    ],
    ['nor by the header', { token: [], headers: ['TREAT'] }, 'PURPOSE_NOT_ALLOWED'],
    [
      'the header names another than the token',
      { token: ['TREAT'], headers: ['ETREAT'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    ['two headers state it, alike or not', { headers: ['TREAT', 'TREAT'] }, 'PURPOSE_NOT_ALLOWED'],
    ['one header states two', { headers: ['TREAT, ETREAT'] }, 'PURPOSE_NOT_ALLOWED'],
    ['it is written in another way', { headers: ['treat'] }, 'PURPOSE_NOT_ALLOWED'],
    ['the header is empty', { headers: [''], config: withDefault }, 'PURPOSE_NOT_ALLOWED'],
    ['it is no code', { headers: ['CURIOSITY'] }, 'PURPOSE_NOT_ALLOWED'],
    ['the one of the token is no code', { token: ['CURIOSITY'] }, 'PURPOSE_NOT_ALLOWED'],
    [
      'it is a code of ActReason for something else',
      { headers: ['PurposeOfUse'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    ['no role may act for it', { headers: ['HRESCH'] }, 'PURPOSE_NOT_ALLOWED'],
    [
      'the header contradicts the emergency',
      { emergency: 'ETREAT', headers: ['TREAT'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the token is for no emergency',
      { emergency: 'ETREAT', token: ['TREAT'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'none of the roles may act in an emergency',
      { emergency: 'ETREAT', roles: ['billing'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    ['the caller has no role', { roles: [], headers: ['TREAT'] }, 'PURPOSE_NOT_ALLOWED'],
    [
      'no list holds the role',
      { roles: ['constructor'], headers: ['TREAT'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'a general one does not stand for a special one',
      { roles: ['physician'], headers: ['COC'] },
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the header states it although no header may',
      { token: ['TREAT'], headers: ['TREAT'], config: { header: false } },
      'PURPOSE_NOT_ALLOWED',
    ],
  ])('is refused where %s', (_what, given, expected) => {
    expect(settle(given)).toBe(expected);
  });

  it('decides nothing where purposes are not configured, whatever is stated', () => {
    const caller = callerOf(both, { purposes: ['HRESCH'] });
    const headers = ['CURIOSITY', 'x'];
    expect(statePurpose(caller, { headers, emergency: null }, null)).toEqual({
      caller,
      purpose: null,
    });
  });

  it('is recorded for an emergency even so, and takes no role away', () => {
    const caller = callerOf(both);
    expect(statePurpose(caller, { headers: [], emergency: 'ETREAT' }, null)).toEqual({
      caller,
      purpose: 'ETREAT',
    });
  });
});
