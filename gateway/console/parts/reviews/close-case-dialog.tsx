import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, Radio, RadioGroup, TextArea, TextField } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { latestReview, REVIEW_QUESTION, VERDICTS } from '../../api/parse-cases.ts';
import type { Review, ReviewVerdict, UnusualCase } from '../../api/parse-cases.ts';
import { useSession } from '../../session/session-context.tsx';
import { VERDICT_WORDS } from '../../words/reviews.ts';
import { Dialog } from '../dialog.tsx';
import { RefusedReview } from './refused-review.tsx';

/** Asks what a review of a case has found, and puts it on the ledger. */
export function CloseCaseDialog({
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
  const [verdict, setVerdict] = useState<ReviewVerdict | null>(null);
  const [note, setNote] = useState('');
  const signing = useMutation<Review, AskError>({
    mutationFn: () => {
      // What came since the page was loaded, nobody has looked at.
      const seen = { events: found.events, latest: latestReview(found) };
      return ask(session, REVIEW_QUESTION, { case: found.id, verdict, note: note.trim(), ...seen });
    },
    onSuccess: onSigned,
    onError: onRefused,
  });
  const isSaid = verdict !== null && note.trim().length >= LEAST;
  return (
    <Dialog title="Close this case" onClose={onClose}>
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
        <RadioGroup
          className="choices"
          value={verdict}
          onChange={(value) => setVerdict(VERDICTS.find((known) => known === value) ?? null)}
        >
          <Label>What did the review find?</Label>
          {VERDICTS.map((value) => (
            <Radio key={value} value={value} className="choice">
              <span className="dot" aria-hidden="true" />
              <span>
                <strong>{VERDICT_WORDS[value].text}</strong>
                <span className="line faint">{VERDICT_WORDS[value].meaning}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
        <TextField className="field" value={note} onChange={setNote} maxLength={MOST}>
          <Label>Note: what was asked, of whom, and what they said</Label>
          <TextArea rows={4} />
        </TextField>
        <p className="faint">
          It goes on the ledger in your name and can’t be taken back; whoever finds it wrong opens
          the case again.
        </p>
        {signing.error !== null && <RefusedReview error={signing.error} />}
        <div className="dialog-foot">
          <Button type="button" className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className="button primary"
            isDisabled={!isSaid || signing.isPending || signing.error?.closedBy != null}
          >
            {signing.isPending ? 'Closing the case …' : 'Close case'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the gateway takes for a note. */
const LEAST = 3;
const MOST = 2_000;
