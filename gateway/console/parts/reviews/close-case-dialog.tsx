import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { ReviewVerdict } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { isCode } from '../../words/is-code.ts';
import { REVIEW_VERDICT_WORDS } from '../../words/reviews.ts';
import { CaseDialog, latestReview } from './case-dialog.tsx';
import type { CaseDialogProps } from './case-dialog.tsx';

/** Closes a case with a finding and a note. */
export function CloseCaseDialog(props: CaseDialogProps) {
  const { unusualCase } = props;
  const session = useSession();
  const [verdict, setVerdict] = useState<ReviewVerdict | null>(null);
  return (
    <CaseDialog
      {...props}
      title="Close this case"
      label="Note: who was asked, what, and what they answered"
      hint="It is recorded in your name and cannot be undone. If it turns out to be wrong, reopen the case."
      action="Close case"
      pending="Closing the case …"
      isComplete={verdict !== null}
      sign={async (note) => {
        if (verdict === null) throw new TypeError('A case is closed with a finding.');
        const { review } = await sendOperation(session, 'CloseCase', {
          case: unusualCase.id,
          verdict,
          note,
          // The gateway refuses if the reviewer has not seen the latest review, and reopens for events not seen.
          events: unusualCase.events,
          latest: latestReview(unusualCase),
        });
        return review;
      }}
    >
      <RadioGroup
        className="choices"
        value={verdict}
        onChange={(value) => setVerdict(isCode(REVIEW_VERDICT_WORDS, value) ? value : null)}
      >
        <Label>What did the review find?</Label>
        {Object.entries(REVIEW_VERDICT_WORDS).map(([value, { text, meaning }]) => (
          <Radio key={value} value={value} className="choice">
            <span className="dot" aria-hidden="true" />
            <span>
              <strong>{text}</strong>
              <span className="line faint">{meaning}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </CaseDialog>
  );
}
