import { use, useId, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { FindPeople, PeopleKind } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { count } from '../../words/numbers.ts';
import { PatientLine } from './patient-name.tsx';
import { PeopleContext, usePatientDetails, useStaffDetails } from './people-context.ts';
import { StaffLine } from './actor-name.tsx';
import { useSettled } from '../use-settled.ts';

/** A person that was chosen. */
export interface Chosen {
  readonly id: string;
  /** Issuer of an actor's account; null for others. */
  readonly issuer: string | null;
}

/**
 * A field for the id of a patient or an actor. If the directory can be searched, the field finds people by a part of a
 * name while it is typed into, as the combobox pattern of ARIA does: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 *
 * The value of a filter is recorded and is part of the page's URL. The text of a search can be a patient's name, so it becomes
 * the value only if the reader states that it is an id. In an exact field, this also applies to accounts.
 */
export function PersonField(props: {
  readonly among: PeopleKind;
  readonly label: string;
  /** For a field without a search. */
  readonly placeholder: string;
  readonly value: string;
  /** Issuer of the account that is the value; null if it is not known. */
  readonly issuer?: string | null;
  /** Whether a text is an account only if the reader says so. */
  readonly isExact?: boolean;
  /** Gets the value, or null while the text stands for no person yet. */
  readonly onChange: (value: string | null) => void;
  readonly onChoose: (person: Chosen) => void;
}) {
  const { scope } = use(PeopleContext);
  const { among, label, placeholder, value, onChange } = props;
  const canSearch = among === 'PATIENTS' ? scope?.patientSearch : scope?.actorSearch;
  if (canSearch === true) return <SearchedField {...props} />;
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input placeholder={placeholder} autoComplete="off" spellCheck="false" />
    </TextField>
  );
}

function SearchedField({
  among,
  label,
  value,
  issuer = null,
  isExact = among === 'PATIENTS',
  onChange,
  onChoose,
}: Omit<Parameters<typeof PersonField>[0], 'placeholder'>) {
  const isPatient = among === 'PATIENTS';
  const id = useId();
  /** Null while the field shows its value. */
  const [typed, setTyped] = useState<string | null>(null);
  const [isFocused, setFocused] = useState(false);
  const [active, setActive] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Found | null>(null);
  const isChosen = value !== '' && chosen?.id === value && (isPatient || chosen.issuer === issuer);
  const patient = usePatientDetails(isPatient && !isChosen && value !== '' ? value : null);
  const actor = useStaffDetails(isPatient || isChosen || value === '' ? null : value, issuer);
  const name = isChosen ? chosen.name : (patient?.name ?? actor?.name);
  const text = useSettled(typed, TYPING_MS)?.trim() ?? '';
  const isOn = typed !== null && IS_SEARCHED.test(text);
  const { data, error, isOld } = useReportQuery(
    'FindPeople',
    { text, among },
    { cacheMs: 0, isOnce: true, isOn },
  );
  const found = isOn && data !== undefined && !isOld ? data : null;
  const people = found === null ? [] : peopleOf(found);
  const isId = isOn && isExact && (!isPatient || /^\S+$/.test(text));
  const asId = isId ? [{ ...NO_NAME, id: text }] : [];
  const options: readonly Found[] = [...people, ...asId];
  const isOpen = isFocused && options.length > 0;
  // Only a person is chosen by Enter alone.
  const current = active ?? (people.length > 0 ? 0 : null);
  const optionId = (index: number) => `${id}-${index}`;
  const choose = (person: Found) => {
    setTyped(null);
    setChosen(person);
    onChoose({ id: person.id, issuer: person.issuer });
  };
  const move = (by: 1 | -1) =>
    setActive(((current ?? (by === 1 ? -1 : 0)) + by + options.length) % options.length);
  return (
    <div className="field person-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && current !== null ? optionId(current) : undefined}
        placeholder={isPatient ? 'name, MRN or id' : 'name or account'}
        // The browser would keep what is typed.
        autoComplete="off"
        spellCheck={false}
        value={typed ?? name ?? value}
        onChange={({ target }) => {
          setTyped(target.value);
          setActive(null);
          onChange(isExact && target.value.trim() !== '' ? null : target.value);
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={(event) => {
          const { key } = event;
          if (event.nativeEvent.isComposing) return;
          const option = isOpen && current !== null ? options[current] : undefined;
          if (key === 'Enter' && option !== undefined) choose(option);
          else if (key === 'Enter' && isExact && typed !== null && typed !== '') setFocused(true);
          else if (isOpen && key === 'ArrowDown') move(1);
          else if (isOpen && key === 'ArrowUp') move(-1);
          else if (isOpen && key === 'Escape') setFocused(false);
          else return;
          event.preventDefault();
        }}
      />
      {isOpen && (
        <ul id={`${id}-list`} role="listbox" aria-label="People found" className="matches">
          {options.map((option, index) => (
            <li
              key={optionId(index)}
              id={optionId(index)}
              role="option"
              aria-selected={index === current}
              // Keeps the focus in the field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {index < people.length ? (
                <>
                  <bdi>{option.name ?? option.id}</bdi>
                  {option.line}
                </>
              ) : (
                <span className="faint">
                  Use <bdi>{option.id}</bdi> as an {isPatient ? 'id' : 'account'}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <p
        role="status"
        className={people.length > 0 && isOpen ? 'visually-hidden' : 'faint field-note'}
      >
        {isOn && stateWords(found, error !== null, { isPatient, isExact })}
      </p>
    </div>
  );
}

/** Time after the last key before a search is sent: each search is recorded. */
const TYPING_MS = 300;

/** Shorter texts are refused by the gateway. */
const IS_SEARCHED = /../su;

interface Found extends Chosen {
  readonly name: string | null;
  readonly line: React.ReactNode;
}

function peopleOf({ searchPeople: { patients, actors } }: FindPeople): readonly Found[] {
  return [
    ...patients.map((each) => ({
      id: each.id,
      issuer: null,
      name: each.name,
      line: <PatientLine details={each} />,
    })),
    ...actors.map((each) => ({
      id: each.subject,
      issuer: each.issuer,
      name: each.name,
      line: <StaffLine details={each} />,
    })),
  ];
}

const NO_NAME = { issuer: null, name: null, line: null } as const;

function stateWords(
  found: FindPeople | null,
  hasFailed: boolean,
  { isPatient, isExact }: { readonly isPatient: boolean; readonly isExact: boolean },
): string {
  const isDown = hasFailed || found?.searchPeople.isComplete === false;
  if (isDown) return `The directory does not answer. Use an ${isPatient ? 'id' : 'account'}.`;
  if (found === null) return '';
  const { patients, actors } = found.searchPeople;
  const people = patients.length + actors.length;
  if (people > 0)
    return `${count(people, 'person', 'people')} found${isExact ? '. Choose one.' : ''}`;
  if (!isExact) return 'No match. The text is used as an account.';
  return `No ${isPatient ? 'patient' : 'colleague'} found by this text`;
}
