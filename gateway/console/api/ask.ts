import type { Session } from '../session/create-session.ts';
import { parseAnswer } from './parse-answer.ts';

/** A question to the report API: its document, and what its answer must look like. */
export interface Question<Answer> {
  readonly document: string;
  readonly parse: (data: unknown) => Answer;
}

/** Why a question has no answer. */
export type FailureKind =
  'signed-off' | 'forbidden' | 'busy' | 'unreachable' | 'refused' | 'unreadable';

/** A question that has no answer. */
export class AskError extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, options?: ErrorOptions) {
    super(kind, options);
    this.name = 'AskError';
    this.kind = kind;
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
  if (token === null) throw new AskError('signed-off');
  const response = await send(token, JSON.stringify({ query: document, variables }), signal);
  const text = await response.text();
  const answer = parseAnswer(text);
  if (response.status === 401 || answer?.codes.includes('UNAUTHENTICATED') === true) {
    session.expire();
    throw new AskError('signed-off');
  }
  if (response.status === 403 || answer?.codes.includes('FORBIDDEN') === true)
    throw new AskError('forbidden');
  if (response.status === 429) throw new AskError('busy');
  if (response.status >= 500 || answer === null) throw new AskError('unreachable');
  if (answer.codes.length > 0 || !response.ok) throw new AskError('refused');
  try {
    return parse(answer.data);
  } catch (cause) {
    throw new AskError('unreadable', { cause });
  }
}

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
    throw new AskError('unreachable', { cause });
  }
}
