import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { VERIFY_QUESTION } from '../../api/parse-ledger.ts';
import type { Verification } from '../../api/parse-ledger.ts';
import { useSession } from '../../session/session-context.tsx';

/** Begins a verification of the whole ledger. */
export function VerifyButton({
  isKnown,
  isRunning,
  onBegun,
}: {
  /** Whether it is known if one is running. */
  readonly isKnown: boolean;
  readonly isRunning: boolean;
  readonly onBegun: (verification: Verification) => void;
}) {
  const session = useSession();
  const begin = useMutation<Verification, AskError>({
    mutationFn: () => ask(session, VERIFY_QUESTION, {}),
    onSuccess: onBegun,
  });
  return (
    <>
      <Button
        className="button primary"
        isDisabled={!isKnown || isRunning || begin.isPending}
        onPress={() => begin.mutate()}
      >
        {isRunning ? 'Verifying …' : 'Verify now'}
      </Button>
      {begin.error !== null && (
        <span role="alert" className="bad-text">
          {begin.error.kind === 'forbidden' ? 'You may not do this.' : 'It could not be begun.'}
        </span>
      )}
    </>
  );
}
