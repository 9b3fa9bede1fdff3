import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session/session-context.tsx';
import { ask } from './ask.ts';
import type { AskError, Question } from './ask.ts';

/** How a question stands: being asked, answered, or without an answer. */
export interface Asked<Answer> {
  readonly data: Answer | undefined;
  readonly error: AskError | null;
  /** What is shown is the answer to the question before this one. */
  readonly isOld: boolean;
  readonly again: () => void;
}

/**
 * Asks, and keeps what was shown until the answer is there. `everyMs` tells after how long to ask again, by what
 * the last answer says; false is never. `rememberedMs` is how long an answer counts for a screen that is opened
 * again.
 */
export function useQuestion<Answer>(
  question: Question<Answer>,
  variables: object,
  everyMs: (data: Answer | undefined) => number | false = never,
  rememberedMs = REMEMBERED_MS,
): Asked<Answer> {
  const session = useSession();
  const client = useQueryClient();
  const queryKey = [question.document, variables];
  const asked = useQuery<Answer, AskError>({
    queryKey,
    queryFn: ({ signal }) => ask(session, question, variables, signal),
    placeholderData: keepPreviousData,
    staleTime: rememberedMs,
    gcTime: rememberedMs,
    refetchInterval: ({ state }) => everyMs(state.data),
  });
  return {
    data: asked.data,
    error: asked.error,
    isOld: asked.isPlaceholderData,
    // A first answer that is still on its way would else count as the answer to this too, and tells of before.
    again: () => void client.cancelQueries({ queryKey }).then(() => asked.refetch()),
  };
}

const REMEMBERED_MS = 15_000;

/** Doesn't ask again by itself. */
export const never = (): false => false;
