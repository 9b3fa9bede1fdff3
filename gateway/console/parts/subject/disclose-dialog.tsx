import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { DISCLOSE_QUESTION } from '../../api/parse-account.ts';
import type { Disclosed } from '../../api/parse-account.ts';
import { useSession } from '../../session/session-context.tsx';
import { FAILURE_WORDS } from '../../words/failures.ts';
import { Dialog } from '../dialog.tsx';
import { Sign } from '../sign.tsx';

/** Enters a disclosure that was made outside the gateway: on paper, by telephone, by another system. */
export function DiscloseDialog({
  patient,
  today,
  onEntered,
  onClose,
}: {
  readonly patient: string;
  /** Such as `2026-01-31`. */
  readonly today: string;
  readonly onEntered: (leaf: number) => void;
  readonly onClose: () => void;
}) {
  const session = useSession();
  const [texts, setTexts] = useState<Texts>({ ...NOTHING, date: today });
  const entering = useMutation<Disclosed, AskError>({
    mutationFn: () => ask(session, DISCLOSE_QUESTION, { disclosure: inputOf(patient, texts) }),
    onSuccess: ({ leaf }) => {
      if (leaf !== null) onEntered(leaf);
    },
  });
  return (
    <Dialog title="Enter a disclosure" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          entering.mutate();
        }}
      >
        <p className="faint">
          Of the record of <span className="id">{patient}</span>, made outside the gateway. It goes
          on the ledger in your name and can’t be taken back.
        </p>
        {FIELDS.map(({ name, label, hint, isNeeded }) => (
          <TextField
            key={name}
            className="field"
            type={name === 'date' ? 'date' : 'text'}
            isRequired={isNeeded}
            value={texts[name]}
            onChange={(value) => setTexts({ ...texts, [name]: value })}
          >
            <Label>{isNeeded ? label : `${label} (may be left empty)`}</Label>
            <Input
              placeholder={hint}
              autoComplete="off"
              max={name === 'date' ? today : undefined}
            />
          </TextField>
        ))}
        {entering.data !== undefined && <Problems problems={entering.data.problems} />}
        {entering.error !== null && <Problems problems={[failureText(entering.error)]} />}
        <div className="dialog-foot">
          <Button type="button" className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" className="button primary" isDisabled={entering.isPending}>
            {entering.isPending ? 'Entering …' : 'Enter'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function failureText({ codes, kind }: AskError): string {
  return codes.includes('EXECUTED')
    ? 'It is entered, but that you see it could not be recorded. Load the page again.'
    : FAILURE_WORDS[kind].title;
}

type Name = 'date' | 'recipient' | 'address' | 'description' | 'purpose' | 'basis';
type Texts = Readonly<Record<Name, string>>;

const NOTHING: Texts = {
  date: '',
  recipient: '',
  address: '',
  description: '',
  purpose: '',
  basis: '',
};

const FIELDS: readonly {
  readonly name: Name;
  readonly label: string;
  readonly hint: string;
  readonly isNeeded: boolean;
}[] = [
  { name: 'date', label: 'Date', hint: '', isNeeded: true },
  { name: 'recipient', label: 'To whom', hint: 'such as County health department', isNeeded: true },
  { name: 'address', label: 'Their address', hint: '', isNeeded: false },
  { name: 'description', label: 'What', hint: 'such as Immunization record', isNeeded: true },
  { name: 'purpose', label: 'What for', hint: 'such as Report of a disease', isNeeded: true },
  { name: 'basis', label: 'Permitted by', hint: 'such as 164.512(b)(1)', isNeeded: false },
];

/** Noon, so that it is the same day nearly everywhere; where that is still to come, a moment ago. */
function inputOf(patient: string, { date, address, basis, ...rest }: Texts): object {
  const time = Math.min(Date.parse(`${date}T12:00:00Z`), Date.now() - MOMENT_MS);
  return {
    patient,
    date: new Date(time).toISOString(),
    ...rest,
    ...(address.trim() !== '' && { address }),
    ...(basis.trim() !== '' && { basis }),
  };
}

/** Two clocks may differ by it. */
const MOMENT_MS = 60_000;

function Problems({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul role="alert" className="bad-text">
      {problems.map((problem) => (
        <li key={problem}>
          <Sign name="cross" /> {problem}
        </li>
      ))}
    </ul>
  );
}
