import { GraphQLError } from 'graphql';
import { InputError } from '../../directives/operation/inputs.ts';
import { MAX_ERRORS } from '../../directives/release/complete.ts';
import type { ReleaseError } from '../../directives/release/program.ts';
import type { Released } from '../../directives/release/release.ts';
import { GatewayError } from '../platform/errors.ts';
import { faultOf, faultWith, type Fault } from '../platform/fault-of.ts';

/** A response; its data is an object or JSON text, as {@link WriteData} made it. */
export interface OperationResponse<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Makes the data of a response of what was released. */
export type WriteData<Data> = (data: NonNullable<Released['data']>) => Data;

/** Keeps data as an object. */
export const asObject: WriteData<NonNullable<Released['data']>> = (data) => data;

/** Writes data as JSON text, which takes much less memory while the response waits for its record. */
export const asText: WriteData<string> = (data) => JSON.stringify(data);

/** Returns the response of a released operation: its data, and errors for denials before planning and at release. */
export function respond<Data>(
  { data, errors, furtherErrors }: Released,
  denied: readonly ReleaseError[],
  extensions: ResponseExtensions | null,
  writeData: WriteData<Data>,
): OperationResponse<Data> {
  const all = [...denied, ...errors];
  return {
    data: data && writeData(data),
    ...(all.length > 0 && { errors: list(all, furtherErrors) }),
    ...(extensions && { extensions: { ...extensions } }),
  };
}

/** What a response states besides data and errors. */
export interface ResponseExtensions {
  readonly cost: { readonly estimated: number; readonly actual: number };
}

/** Returns the response of an operation that is refused whole. */
export function respondRefusal(
  deniedPaths: readonly ReleaseError['path'][],
): OperationResponse<never> {
  const errors = deniedPaths.map((path) => ({ code: 'UNAUTHORIZED_FIELD_OR_TYPE', path }) as const);
  return { data: null, errors: list(errors, 0) };
}

/** Returns the response of a failed operation: the fault of its error, never the error's own message. */
export function respondFault(
  error: unknown,
  extensions: Readonly<Record<string, unknown>> = {},
): OperationResponse<never> {
  // The problems of the first leave with the response; of both, development mode shows the cause.
  const isOwn = error instanceof GatewayError || error instanceof InputError;
  const originalError = isOwn ? error : null;
  return { errors: [createError(faultOf(error), { extensions, originalError })] };
}

/** Lists at most {@link MAX_ERRORS} errors, then one with the count of the rest. */
function list(all: readonly ReleaseError[], furtherErrors: number): GraphQLError[] {
  const listed = all
    .slice(0, MAX_ERRORS)
    .map(({ code, path }) => createError(faultWith(code), { path }));
  const count = all.length - listed.length + furtherErrors;
  if (count > 0) listed.push(createError(faultWith('FURTHER_ERRORS'), { extensions: { count } }));
  return listed;
}

/** Creates a new error: Apollo Server takes the HTTP status from `extensions.http`, also of a subgraph's error. */
function createError(
  { code, status, message }: Fault,
  {
    path,
    extensions = {},
    originalError = null,
  }: {
    readonly path?: ReleaseError['path'];
    readonly extensions?: Readonly<Record<string, unknown>>;
    readonly originalError?: Error | null;
  },
): GraphQLError {
  return new GraphQLError(message, {
    ...(path ? { path } : {}),
    ...(originalError ? { originalError } : {}),
    extensions: { code, ...extensions, ...(status === 200 ? {} : { http: { status } }) },
  });
}
