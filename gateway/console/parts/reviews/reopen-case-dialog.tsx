import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { latestReview, REOPEN_QUESTION } from '../../api/parse-cases.ts';
import type { Review, UnusualCase } from '../../api/parse-cases.ts';
import { useSession } from '../../session/session-context.tsx';
import { Dialog } from '../dialog.tsx';
import { RefusedReview } from './refused-review.tsx';

/** Asks why a closed case is to be reviewed again, and puts that on the ledger. */
export function ReopenCaseDialog({
  found,
  onSigned,
  onRefused,
  onClose,
}: {
  readonly found: UnusualCase;
  readonly onSigned: (review: Review) => void;
  /** Called when the case is not as it is shown. */
  readonly onRefused: () => void;
  readonly onClose: () => void;
}) {
  const session = useSession();
  const [reason, setReason] = useState('');
  const signing = useMutation<Review, AskError>({
    mutationFn: () => {
      const latest = latestReview(found);
      return ask(session, REOPEN_QUESTION, { case: found.id, reason: reason.trim(), latest });
    },
    onSuccess: onSigned,
    onError: onRefused,
  });
  const isSaid = reason.trim().length >= LEAST;
  return (
    <Dialog title="Open this case again" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isSaid) signing.mutate();
        }}
      >
        <p className="faint">
          <bdi>{found.actorName ?? found.actor}</bdi>,{' '}
          {found.reasons.map(({ text }) => text).join(' ')}
        </p>
        <TextField className="field" value={reason} onChange={setReason} maxLength={MOST}>
          <Label>Reason: what was overlooked, or is new</Label>
          <TextArea rows={4} />
        </TextField>
        <p className="faint">
          It goes on the ledger in your name, beside the finding, and the case waits for a review
          again.
        </p>
        {signing.error !== null && <RefusedReview error={signing.error} />}
        <div className="dialog-foot">
          <Button type="button" className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className="button primary"
            isDisabled={!isSaid || signing.isPending}
          >
            {signing.isPending ? 'Opening the case …' : 'Open case again'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the gateway takes for a reason. */
const LEAST = 3;
const MOST = 2_000;
