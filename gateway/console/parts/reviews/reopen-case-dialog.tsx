import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { CaseDialog, latestReview } from './case-dialog.tsx';
import type { CaseDialogProps } from './case-dialog.tsx';

/** Reopens a closed case with a reason. */
export function ReopenCaseDialog(props: CaseDialogProps) {
  const { unusualCase } = props;
  const session = useSession();
  return (
    <CaseDialog
      {...props}
      title="Reopen this case"
      label="Reason: what was overlooked or is new"
      hint="It is recorded in your name next to the finding, and the case awaits another review."
      action="Reopen case"
      pending="Reopening the case …"
      sign={async (reason) => {
        const { reopen } = await sendOperation(session, 'ReopenCase', {
          case: unusualCase.id,
          reason,
          latest: latestReview(unusualCase),
        });
        return reopen;
      }}
    />
  );
}
