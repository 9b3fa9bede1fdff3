import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import type { Verify } from '../../api/operations.types.ts';
import type { RequestError } from '../../api/request-error.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';

/** Starts a verification of the whole ledger. */
export function VerifyButton({
  isKnown,
  isRunning,
  onStarted,
}: {
  /** Whether it is known if a verification is running. */
  readonly isKnown: boolean;
  readonly isRunning: boolean;
  readonly onStarted: (verification: Verify['verify']) => void;
}) {
  const session = useSession();
  const start = useMutation<Verify, RequestError>({
    mutationFn: () => sendOperation(session, 'Verify', {}),
    onSuccess: ({ verify }) => onStarted(verify),
  });
  return (
    <>
      <Button
        className="button primary"
        isDisabled={!isKnown || isRunning || start.isPending}
        onPress={() => start.mutate()}
      >
        {isRunning ? 'Verifying …' : 'Verify now'}
      </Button>
      {start.error !== null && (
        <span role="alert" className="bad-text">
          {start.error.kind === 'forbidden'
            ? 'You may not do this.'
            : 'The verification could not be started.'}
        </span>
      )}
    </>
  );
}
