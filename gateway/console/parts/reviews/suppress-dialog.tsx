import { ERASED } from '../../../audit/tlog/leaf-terms.ts';
import { useState } from 'react';
import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components';
import type { Suppression, UnusualCase, UnusualRule } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { isCode } from '../../words/is-code.ts';
import { SUPPRESSIBLE_RULES, UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { ChoiceField } from '../choice-field.tsx';
import { useActorText } from '../people/people-context.ts';
import { TextDialog } from './case-dialog.tsx';
import type { TextDialogProps } from './case-dialog.tsx';

type SuppressDialogProps = TextDialogProps<Suppression> & {
  /** Cases of one actor with one patient's record, newest first; at least one. */
  readonly cases: readonly UnusualCase[];
};

/** Says that what a rule finds of an actor is not unusual until a day, with a reason. */
export function SuppressDialog({ cases, ...rest }: SuppressDialogProps) {
  const session = useSession();
  const rules = suppressibleRules(cases);
  const [rule, setRule] = useState(rules[0] ?? '');
  const found = cases.filter(({ reasons }) => reasons.some((reason) => reason.rule === rule));
  const [newest] = found;
  const [about] = cases;
  const hasPatient = about !== undefined && about.patient !== null && about.patient !== ERASED;
  const [isForAll, setForAll] = useState(!hasPatient);
  const [chosenSince, setSince] = useState<string | null>(null);
  const [until, setUntil] = useState(inDays(DEFAULT_DAYS));
  const since = chosenSince ?? found.at(-1)?.day ?? '';
  const who = useActorText(
    { subject: about?.actor ?? '', issuer: about?.issuer ?? '' },
    about?.actorName ?? null,
  );
  return (
    <TextDialog
      {...rest}
      about={<bdi>{who}</bdi>}
      title="Suppress"
      label="Reason: why this is not unusual"
      hint="It is recorded in your name. Cases that it covers leave the queue, and stay listed as suppressed. You can lift it at any time."
      action="Suppress"
      pending="Suppressing …"
      isComplete={newest !== undefined && since !== '' && until > inDays(0)}
      sign={async (reason) => {
        if (newest === undefined || !isCode(UNUSUAL_RULE_WORDS, rule))
          throw new TypeError('A suppression is made from a case and one of its rules.');
        const terms = { rule, allPatients: isForAll, since, until, reason };
        return (await sendOperation(session, 'SuppressCases', { case: newest.id, ...terms }))
          .suppressCases;
      }}
    >
      <ChoiceField
        label="Rule"
        hasAny={false}
        choices={rules.map((each) => [each, UNUSUAL_RULE_WORDS[each]])}
        value={rule}
        onChange={(code) => setRule(isCode(UNUSUAL_RULE_WORDS, code) ? code : '')}
      />
      <RadioGroup
        className="choices"
        value={isForAll ? 'all' : 'one'}
        onChange={(value) => setForAll(value === 'all')}
      >
        <Label>Whose records</Label>
        <Radio value="one" className="choice" isDisabled={!hasPatient}>
          <span className="dot" aria-hidden="true" />
          <strong>This patient</strong>
        </Radio>
        <Radio value="all" className="choice">
          <span className="dot" aria-hidden="true" />
          <strong>All patients</strong>
        </Radio>
      </RadioGroup>
      <div className="form-grid">
        <TextField className="field" type="date" value={since} onChange={setSince}>
          <Label>First day (UTC)</Label>
          <Input max={newest?.day} />
        </TextField>
        <TextField className="field" type="date" value={until} onChange={setUntil}>
          <Label>Last day (UTC)</Label>
          <Input min={inDays(1)} />
        </TextField>
      </div>
    </TextDialog>
  );
}

/** How long a suppression lasts unless the reviewer chooses another end. */
const DEFAULT_DAYS = 30;

/** The rules of cases that can be suppressed, each once: those that no suppression covers first. */
export function suppressibleRules(cases: readonly UnusualCase[]): readonly UnusualRule[] {
  const covered = new Set(
    cases.flatMap(({ suppressions }) => suppressions.map(({ rule }) => rule)),
  );
  const rules = new Set(cases.flatMap(({ reasons }) => reasons.map(({ rule }) => rule)));
  return [...rules]
    .filter((rule) => SUPPRESSIBLE_RULES.has(rule))
    .toSorted((one, other) => Number(covered.has(one)) - Number(covered.has(other)));
}

/** A day, UTC, so many days from today. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
