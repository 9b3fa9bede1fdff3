import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import type { Review, UnusualCase } from '../../api/operations.types.ts';
import type { RequestError } from '../../api/request-error.ts';
import { Dialog } from '../dialog.tsx';
import { useActorText } from '../people/people-context.ts';
import { RefusedReview } from './refused-review.tsx';

/** What every dialog about a case needs. */
export interface CaseDialogProps extends TextDialogProps<Review> {
  readonly unusualCase: UnusualCase;
}

/** What every dialog that records a text needs. */
export interface TextDialogProps<Result> {
  readonly onRecorded: (result: Result) => void;
  /** Called when the gateway refuses, because the case has changed. */
  readonly onRefused: () => void;
  readonly onClose: () => void;
}

/** A dialog about one case. */
export function CaseDialog({
  unusualCase: { actor, issuer, actorName, reasons },
  ...rest
}: CaseDialogProps & Omit<Parameters<typeof TextDialog<Review>>[0], 'about'>) {
  const who = useActorText({ subject: actor, issuer }, actorName);
  const about = (
    <>
      <bdi>{who}</bdi>, {reasons.map((reason) => reason.text).join(' ')}
    </>
  );
  return <TextDialog {...rest} about={about} />;
}

/** A dialog that records a text about cases in the ledger, in the name of the reviewer. */
export function TextDialog<Result>({
  about,
  onRecorded,
  onRefused,
  onClose,
  title,
  label,
  hint,
  action,
  pending,
  isComplete = true,
  isTextNeeded = true,
  sign,
  children,
}: TextDialogProps<Result> & {
  /** Which cases it is about. */
  readonly about: ReactNode;
  readonly title: string;
  /** The label of the text. */
  readonly label: string;
  readonly hint: string;
  /** The button. */
  readonly action: string;
  /** The button while the request is pending. */
  readonly pending: string;
  /** Whether the other fields are filled in. */
  readonly isComplete?: boolean;
  readonly isTextNeeded?: boolean;
  readonly sign: (text: string) => Promise<Result>;
  /** Fields before the text. */
  readonly children?: ReactNode;
}) {
  const [text, setText] = useState('');
  const signing = useMutation<Result, RequestError>({
    mutationFn: () => sign(text.trim()),
    onSuccess: onRecorded,
    onError: onRefused,
  });
  const { length } = text.trim();
  const canSign = isComplete && (length >= MIN_CHARACTERS || (!isTextNeeded && length === 0));
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (canSign) signing.mutate();
        }}
      >
        <p className="faint">{about}</p>
        {children}
        <TextField className="field" value={text} onChange={setText} maxLength={MAX_CHARACTERS}>
          <Label>{label}</Label>
          <TextArea rows={4} />
        </TextField>
        <p className="faint">{hint}</p>
        {signing.error !== null && <RefusedReview error={signing.error} />}
        <div className="dialog-foot">
          <Button type="button" className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className="button primary"
            isDisabled={!canSign || signing.isPending || signing.error?.closedBy != null}
          >
            {signing.isPending ? pending : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The lengths that the gateway accepts. */
const MIN_CHARACTERS = 3;
const MAX_CHARACTERS = 2_000;

/** The index of the newest review that is shown of a case; 0 for none. */
export function latestReview({ reviews }: Pick<UnusualCase, 'reviews'>): number {
  return Math.max(0, ...reviews.map(({ leaf }) => leaf));
}
