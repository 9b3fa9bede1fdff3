import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { InputError } from '../../../directives/operation/inputs.ts';
import { SelectionError } from '../../../directives/operation/select.ts';
import { GatewayError } from '../../../gateway/platform/errors.ts';
import { faultOf, faultWith } from '../../../gateway/platform/fault-of.ts';
import type { FaultCode } from '../../../gateway/platform/faults.ts';

const denied = new GatewayError('FORBIDDEN', { problems: ['No.'], reason: 'ROLE' });

describe('the fault that is reported for an error', () => {
  it.each<[string, unknown, FaultCode]>([
    ['an error of the gateway (FORBIDDEN)', denied, 'FORBIDDEN'],
    [
      'a GraphQL error with code NOT_FOUND that wraps an error of the gateway (FORBIDDEN)',
      new GraphQLError('SSN 1', { originalError: denied, extensions: { code: 'NOT_FOUND' } }),
      'FORBIDDEN',
    ],
    [
      'a GraphQL error with a code of the table (BAD_USER_INPUT)',
      new GraphQLError('SSN 1', { extensions: { code: 'BAD_USER_INPUT' } }),
      'BAD_USER_INPUT',
    ],
    [
      'a GraphQL error with an unknown code (INTERNAL_SERVER_ERROR)',
      new GraphQLError('SSN 1', { extensions: { code: 'toString' } }),
      'INTERNAL_SERVER_ERROR',
    ],
    [
      'inputs that do not fit the schema (BAD_USER_INPUT)',
      new InputError('arguments do not fit'),
      'BAD_USER_INPUT',
    ],
    [
      'a selection that is too large (OPERATION_TOO_COMPLEX)',
      new SelectionError('too-large'),
      'OPERATION_TOO_COMPLEX',
    ],
    [
      'a selection with a reserved response key (GRAPHQL_VALIDATION_FAILED)',
      new SelectionError('private-key'),
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['any other error (INTERNAL_SERVER_ERROR)', new TypeError('SSN 1'), 'INTERNAL_SERVER_ERROR'],
    ['a value that is not an error (INTERNAL_SERVER_ERROR)', 'SSN 1', 'INTERNAL_SERVER_ERROR'],
  ])(
    'has only the code, status and message of the table of errors, not the text of the error: %s',
    (_kind, error, code) => {
      expect(faultOf(error)).toMatchObject({
        code,
        status: faultWith(code).status,
        message: faultWith(code).message,
      });
      expect(JSON.stringify(faultOf(error))).not.toContain('SSN');
    },
  );

  it('keeps the problems and the reason of an error of the gateway, also if a GraphQL error wraps it, and otherwise has none', () => {
    const details = { problems: ['No.'], reason: 'ROLE', closedBy: null };
    expect(faultOf(denied)).toMatchObject(details);
    expect(faultOf(new GraphQLError('', { originalError: denied }))).toMatchObject(details);
    expect(faultWith('FORBIDDEN')).toMatchObject({ problems: [], reason: null, closedBy: null });
  });
});
