import type { ThresholdDecision, ThresholdStep } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { changeWords } from '../../words/thresholds.ts';
import { TextDialog, type TextDialogProps } from '../reviews/case-dialog.tsx';
import type { RuleWithThreshold } from './rule-with-threshold.ts';
import { ThresholdPreview } from './threshold-preview.tsx';

/** Approves, rejects or withdraws a proposal. */
export function DecideThresholdDialog({
  proposal,
  rule: { rule, title, threshold },
  decision,
  ...dialog
}: TextDialogProps<ThresholdStep> & {
  readonly proposal: ThresholdStep;
  readonly rule: RuleWithThreshold;
  readonly decision: ThresholdDecision;
}) {
  const session = useSession();
  const { action, pending, hint } = WORDS[decision];
  return (
    <TextDialog
      {...dialog}
      title={`${action} the change of “${title}”`}
      about={`The threshold changes ${changeWords(proposal, threshold)}. Reason: ${proposal.reason ?? 'none'}`}
      label={decision === 'REJECT' ? 'Reason' : 'Note (optional)'}
      hint={hint}
      action={action}
      pending={pending}
      isTextNeeded={decision === 'REJECT'}
      sign={async (text) => {
        const reason = text === '' ? null : text;
        const variables = { proposal: proposal.leaf, decision, reason };
        const { decideThreshold } = await sendOperation(session, 'DecideThreshold', variables);
        return decideThreshold;
      }}
    >
      {decision === 'APPROVE' && (
        <ThresholdPreview rule={rule} value={proposal.to ?? threshold.configured} />
      )}
    </TextDialog>
  );
}

const WORDS = {
  APPROVE: {
    action: 'Approve',
    pending: 'Approving …',
    hint: 'The new value takes effect at once, for all cases that are not closed. It is recorded in your name.',
  },
  REJECT: {
    action: 'Reject',
    pending: 'Rejecting …',
    hint: 'The threshold stays as it is. It is recorded in your name.',
  },
  WITHDRAW: {
    action: 'Withdraw',
    pending: 'Withdrawing …',
    hint: 'The threshold stays as it is. It is recorded in your name.',
  },
} as const satisfies Readonly<Record<ThresholdDecision, object>>;
