import type { GatewayExecutionResult } from '@apollo/server-gateway-interface';
import { GraphQLError } from 'graphql';
import { MAX_ERRORS } from '../../directives/release/complete.ts';
import type { ReleaseError } from '../../directives/release/program.ts';
import type { Released } from '../../directives/release/release.ts';
import { faultStatus, faultText, type FaultCode, GatewayError } from '../platform/errors.ts';

/** Returns the response of a released operation: its data, and errors for denials before planning and at release. */
export function respond(
  { data, errors, furtherErrors }: Released,
  deniedPaths: readonly (readonly string[])[],
): GatewayExecutionResult {
  const all = [...deniedPaths.map(deniedAt), ...errors];
  return all.length === 0 ? { data } : { data, errors: list(all, furtherErrors) };
}

/** Returns the response of an operation that is refused whole. */
export function refuse(deniedPaths: readonly ReleaseError['path'][]): GatewayExecutionResult {
  return { data: null, errors: list(deniedPaths.map(deniedAt), 0) };
}

/** Returns the response of a failed operation: a code and its public message, never the cause's. */
export function respondFault(
  error: unknown,
  facts: Readonly<Record<string, unknown>> = {},
): GatewayExecutionResult {
  const fault = error instanceof GatewayError ? error : null;
  return { errors: [createError(fault?.code ?? 'INTERNAL_SERVER_ERROR', { facts, fault })] };
}

/** Lists at most {@link MAX_ERRORS} errors, then one with the count of the rest. */
function list(all: readonly ReleaseError[], furtherErrors: number): GraphQLError[] {
  const listed = all.slice(0, MAX_ERRORS).map(({ code, path }) => createError(code, { path }));
  const further = all.length - listed.length + furtherErrors;
  if (further > 0) listed.push(createError('FURTHER_ERRORS', { facts: { count: further } }));
  return listed;
}

function deniedAt(path: ReleaseError['path']): ReleaseError {
  return { code: 'UNAUTHORIZED_FIELD_OR_TYPE', path };
}

/** Each error that leaves is a new one. Apollo Server takes the HTTP status from `extensions.http`. */
function createError(
  code: FaultCode,
  {
    path,
    facts = {},
    fault = null,
  }: {
    readonly path?: ReleaseError['path'];
    readonly facts?: Readonly<Record<string, unknown>>;
    /** Its problems leave with the error. */
    readonly fault?: GatewayError | null;
  },
): GraphQLError {
  const status = faultStatus(code);
  return new GraphQLError(faultText(code), {
    ...(path ? { path } : {}),
    ...(fault ? { originalError: fault } : {}),
    extensions: { code, ...facts, ...(status === 200 ? {} : { http: { status } }) },
  });
}
