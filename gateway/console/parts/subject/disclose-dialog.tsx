import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { Disclose, DisclosureInput } from '../../api/operations.types.ts';
import type { RequestError } from '../../api/request-error.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { ENGLISH_ONLY } from '../../words/words-context.ts';
import { Dialog } from '../dialog.tsx';
import { usePatientText } from '../people/people-context.ts';
import { Sign } from '../sign.tsx';

/** Records a disclosure that was made outside the gateway: on paper, by phone, by another system. */
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
  const who = usePatientText(patient);
  const [texts, setTexts] = useState<Texts>({ ...NOTHING, date: today });
  const entering = useMutation<Disclose, RequestError>({
    mutationFn: () => sendOperation(session, 'Disclose', { disclosure: inputOf(patient, texts) }),
    onSuccess: ({ disclose: { leaf } }) => {
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
          A disclosure of the record of{' '}
          {who === patient ? <span className="id">{patient}</span> : <bdi>{who}</bdi>} that was made
          outside the gateway. It is recorded in your name and cannot be undone.
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
            <Label>{isNeeded ? label : `${label} (optional)`}</Label>
            <Input
              placeholder={hint}
              autoComplete="off"
              max={name === 'date' ? today : undefined}
            />
          </TextField>
        ))}
        {entering.data !== undefined && <Problems problems={entering.data.disclose.problems} />}
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

function failureText({ codes, kind }: RequestError): string {
  return codes.includes('EXECUTED')
    ? 'It was entered, but the gateway could not record that you saw the result. Reload the page.'
    : ENGLISH_ONLY.words.failed.requests[kind].title;
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
  {
    name: 'recipient',
    label: 'Recipient',
    hint: 'such as County health department',
    isNeeded: true,
  },
  { name: 'address', label: 'Recipient’s address', hint: '', isNeeded: false },
  {
    name: 'description',
    label: 'Description',
    hint: 'such as Immunization record',
    isNeeded: true,
  },
  { name: 'purpose', label: 'Purpose', hint: 'such as Report of a disease', isNeeded: true },
  { name: 'basis', label: 'Permitted by', hint: 'such as 164.512(b)(1)', isNeeded: false },
];

/** The time is noon UTC, which is the same day in nearly every time zone; if noon is in the future, a minute ago. */
function inputOf(patient: string, { date, address, basis, ...rest }: Texts): DisclosureInput {
  const time = Math.min(Date.parse(`${date}T12:00:00Z`), Date.now() - MAX_CLOCK_SKEW_MS);
  return {
    patient,
    date: new Date(time).toISOString(),
    ...rest,
    ...(address.trim() !== '' && { address }),
    ...(basis.trim() !== '' && { basis }),
  };
}

const MAX_CLOCK_SKEW_MS = 60_000;

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
