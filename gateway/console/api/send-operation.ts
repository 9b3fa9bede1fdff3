import type { Session } from '../session/create-session.ts';
import { queryOf } from './operation.ts';
import type { OperationName, ResultOf, VariablesOf } from './operation.ts';
import { parseResponse } from './parse-response.ts';
import { parseResult } from './parse-result.ts';
import { failureOf, RequestError, signOutReason } from './request-error.ts';

/**
 * Sends an operation to the report API with the token of the signed-in user. Sends nothing without a token.
 *
 * @throws RequestError
 */
export async function sendOperation<Name extends OperationName>(
  session: Session,
  name: Name,
  variables: VariablesOf<Name>,
  signal: AbortSignal | null = null,
): Promise<ResultOf<Name>> {
  const token = await session.accessToken();
  if (token === null) throw new RequestError('signed-out');
  const body = JSON.stringify({ query: queryOf(name), variables });
  const response = await post(token, body, signal);
  const parsed = parseResponse(await response.text());
  const { data = null, codes = [], closedBy = null } = parsed ?? {};
  // `closedBy` names the review that closed a case first, if that is why the gateway refuses another review of it.
  const failure = failureOf(response, parsed?.codes ?? null);
  if (failure === 'signed-out') session.expire(signOutReason(codes));
  if (failure !== null) throw new RequestError(failure, codes, { closedBy });
  try {
    return parseResult(name, variables, data);
  } catch (cause) {
    throw new RequestError('unreadable', [], { cause });
  }
}

async function post(token: string, body: string, signal: AbortSignal | null): Promise<Response> {
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
    throw new RequestError('unreachable', [], { cause });
  }
}
