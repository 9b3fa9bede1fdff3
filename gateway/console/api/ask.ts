import type { Session } from '../session/create-session.ts';
import { parseAnswer } from './parse-answer.ts';
import type { ClosedBy } from './parse-answer.ts';

/** A question to the report API: its document, and what its answer must look like. */
export interface Question<Answer> {
  readonly document: string;
  readonly parse: (data: unknown) => Answer;
}

/** Why a question has no answer. */
export type FailureKind =
  | 'signed-out'
  | 'forbidden'
  | 'busy'
  | 'unreachable'
  | 'unavailable'
  | 'refused'
  | 'unreadable'
  | 'broken'
  | 'exporting'
  | 'cancelled';

/** A question that has no answer. */
export class AskError extends Error {
  readonly kind: FailureKind;
  /** Codes that the gateway gave. */
  readonly codes: readonly string[];
  /** The review that closed the case first; null in every other failure. */
  readonly closedBy: ClosedBy | null;

  constructor(
    kind: FailureKind,
    codes: readonly string[] = [],
    { closedBy = null, ...options }: ErrorOptions & { readonly closedBy?: ClosedBy | null } = {},
  ) {
    super(kind, options);
    this.name = 'AskError';
    this.kind = kind;
    this.codes = codes;
    this.closedBy = closedBy;
  }
}

/**
 * Asks the report API as whoever is signed in. Nothing is sent without a token, and none but to this gateway.
 *
 * @throws AskError
 */
export async function ask<Answer>(
  session: Session,
  { document, parse }: Question<Answer>,
  variables: object,
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const token = await session.accessToken();
  if (token === null) throw new AskError('signed-out');
  const response = await send(token, JSON.stringify({ query: document, variables }), signal);
  const text = await response.text();
  const answer = parseAnswer(text);
  const failure = failureOf(response, answer?.codes ?? null);
  if (failure === 'signed-out') session.expire(endOf(answer?.codes ?? []));
  if (failure !== null) {
    const closedBy = answer?.closedBy ?? null;
    throw new AskError(failure, answer?.codes ?? [], { closedBy });
  }
  try {
    return parse(answer?.data);
  } catch (cause) {
    throw new AskError('unreadable', [], { cause });
  }
}

/** Why the gateway takes a token no more. */
export function endOf(codes: readonly string[]): 'expired' | 'refused' {
  return codes.includes('REAUTHENTICATION_REQUIRED') ? 'refused' : 'expired';
}

/** Why an answer is none; null for one. Codes are those of `gateway/platform/errors.ts`. */
export function failureOf(
  { status, ok }: Response,
  codes: readonly string[] | null,
): FailureKind | null {
  if (status === 401) return 'signed-out';
  if (status === 429) return 'busy';
  if (codes === null) return 'unreachable';
  for (const code of codes) {
    const known = FAILURES.get(code);
    if (known !== undefined) return known;
  }
  if (status === 403) return 'forbidden';
  if (status >= 500) return 'unavailable';
  return codes.length > 0 || !ok ? 'refused' : null;
}

const FAILURES: ReadonlyMap<string, FailureKind> = new Map([
  ['UNAUTHENTICATED', 'signed-out'],
  ['FORBIDDEN', 'forbidden'],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 'forbidden'],
  ['UNAUTHORIZED_OPERATION', 'forbidden'],
  ['RATE_LIMITED', 'busy'],
  ['AUDIT_UNAVAILABLE', 'unavailable'],
  ['EXPORTS_BUSY', 'exporting'],
  ['REPORTS_UNAVAILABLE', 'unavailable'],
  ['NOT_READY', 'unavailable'],
  ['INTERNAL_SERVER_ERROR', 'unavailable'],
]);

async function send(token: string, body: string, signal: AbortSignal | null): Promise<Response> {
  try {
    return await fetch('/admin/graphql', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body,
      signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (cause) {
    throw new AskError('unreachable', [], { cause });
  }
}
