import { useState } from 'react';
import { Checkbox, Input, Label, TextField } from 'react-aria-components';
import type { ThresholdStep } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { whole } from '../../words/numbers.ts';
import { changeFormWords } from '../../words/threshold-form.ts';
import { TextDialog, type TextDialogProps } from '../reviews/case-dialog.tsx';
import type { RuleWithThreshold } from './rule-with-threshold.ts';
import { ThresholdPreview } from './threshold-preview.tsx';

/** Changes the threshold of a rule, or proposes the change to a second person. */
export function ChangeThresholdDialog({
  rule: { rule, title, threshold },
  latest,
  ...dialog
}: TextDialogProps<ThresholdStep> & {
  readonly rule: RuleWithThreshold;
  /** The last record about the rule that is shown; 0 for none. */
  readonly latest: number;
}) {
  const session = useSession();
  const { value, configured, min, max, unit, needsApproval, record } = threshold;
  const [text, setText] = useState(String(value));
  const [isRestored, setIsRestored] = useState(false);
  const typed = /^\d{1,10}$/.test(text.trim()) ? Number(text) : null;
  const isWithin = typed !== null && typed >= min && typed <= max;
  const next = isRestored ? configured : isWithin ? typed : null;
  const isChange = isRestored || (next !== null && next !== value);
  return (
    <TextDialog
      {...dialog}
      title={`Change the threshold of “${title}”`}
      about={`${threshold.text} In effect: ${whole(value)} ${unit}.`}
      label="Reason"
      {...changeFormWords(needsApproval)}
      isComplete={isChange}
      sign={async (reason) => {
        const variables = { rule, value: isRestored ? null : next, reason, latest };
        const { changeThreshold } = await sendOperation(session, 'ChangeThreshold', variables);
        return changeThreshold;
      }}
    >
      <TextField
        className="field"
        value={text}
        onChange={setText}
        isDisabled={isRestored}
        isInvalid={!isRestored && !isWithin}
      >
        <Label>
          New value, {whole(min)} to {whole(max)} {unit}
        </Label>
        <Input inputMode="numeric" autoComplete="off" />
      </TextField>
      {record !== null && (
        <Checkbox className="checkbox" isSelected={isRestored} onChange={setIsRestored}>
          <span className="box" aria-hidden="true" /> Restore the configuration’s value,{' '}
          {whole(configured)} {unit}
        </Checkbox>
      )}
      <ThresholdPreview rule={rule} value={isChange ? next : null} />
    </TextDialog>
  );
}
