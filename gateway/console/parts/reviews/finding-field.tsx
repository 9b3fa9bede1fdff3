import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { ReviewFinding } from '../../api/operations.types.ts';
import { isCode } from '../../words/is-code.ts';
import { REVIEW_FINDING_WORDS } from '../../words/reviews.ts';

/** Chooses the finding that closes a case. */
export function FindingField({
  value,
  onChange,
}: {
  readonly value: ReviewFinding | null;
  readonly onChange: (value: ReviewFinding | null) => void;
}) {
  return (
    <RadioGroup
      className="choices"
      value={value}
      onChange={(code) => onChange(isCode(REVIEW_FINDING_WORDS, code) ? code : null)}
    >
      <Label>What did the review find?</Label>
      {Object.entries(REVIEW_FINDING_WORDS).map(([code, { text, meaning }]) => (
        <Radio key={code} value={code} className="choice">
          <span className="dot" aria-hidden="true" />
          <span>
            <strong>{text}</strong>
            <span className="line faint">{meaning}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
