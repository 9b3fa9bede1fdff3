import { useState } from 'react';
import type { ReviewFinding } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { CaseDialog, latestReview } from './case-dialog.tsx';
import type { CaseDialogProps } from './case-dialog.tsx';
import { FindingField } from './finding-field.tsx';

/** Closes a case with a finding and a note. */
export function CloseCaseDialog(props: CaseDialogProps) {
  const { unusualCase } = props;
  const session = useSession();
  const [verdict, setVerdict] = useState<ReviewFinding | null>(null);
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
      <FindingField value={verdict} onChange={setVerdict} />
    </CaseDialog>
  );
}
