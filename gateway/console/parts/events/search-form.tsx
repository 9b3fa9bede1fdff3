import { useState } from 'react';
import { Button, Checkbox, Input, Label, TextField } from 'react-aria-components';
import type { EventSearch } from '../../search/event-search.ts';
import type { TextFilter } from '../../words/filters.ts';
import { readSearch } from '../../search/event-search.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import { CATEGORY_WORDS } from '../../words/categories.ts';
import { KIND_WORDS } from '../../words/kinds.ts';
import { OUTCOME_WORDS } from '../../words/outcomes.ts';
import { PURPOSE_WORDS } from '../../words/purposes.ts';
import { RELATION_WORDS } from '../../words/relations.ts';
import { EVENT_FIELD_WORDS } from '../../words/sort-fields.ts';
import { ChoiceField } from '../choice-field.tsx';
import { PersonField } from '../people/person-field.tsx';
import { OrderFields } from '../order-fields.tsx';

/** Edits all filters of a search for events. */
export function SearchForm({
  search,
  onSearch,
}: {
  readonly search: EventSearch;
  readonly onSearch: (search: EventSearch) => void;
}) {
  const [draft, setDraft] = useState(search);
  const change = (part: Partial<EventSearch>) => setDraft({ ...draft, ...part });
  const changeText = (name: TextFilter) => (value: string) =>
    change({ texts: { ...draft.texts, [name]: value } });
  return (
    <form
      className="card search-form"
      aria-label="Search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ ...draft, texts: trimmed(draft.texts), ...FIRST_PAGE });
      }}
    >
      <div className="form-grid">
        {PEOPLE.map(([name, among, label, placeholder]) => (
          <PersonField
            key={name}
            among={among}
            label={label}
            placeholder={placeholder}
            value={draft.texts[name] ?? ''}
            issuer={draft.texts.issuer ?? null}
            onChange={(value) => changeText(name)(value ?? '')}
            onChoose={({ id, issuer }) =>
              change({
                texts: { ...draft.texts, [name]: id, ...(issuer !== null && { issuer }) },
              })
            }
          />
        ))}
        {TEXTS.map(([name, label, placeholder]) => (
          <TextField
            key={name}
            className="field"
            value={draft.texts[name] ?? ''}
            onChange={changeText(name)}
          >
            <Label>{label}</Label>
            <Input placeholder={placeholder} autoComplete="off" spellCheck="false" />
          </TextField>
        ))}
        {CHOICES.map(([name, label, words]) => (
          <ChoiceField
            key={name}
            label={label}
            choices={words}
            value={draft.texts[name] ?? ''}
            onChange={changeText(name)}
          />
        ))}
        {DAYS.map(([name, label]) => (
          <TextField
            key={name}
            className="field"
            type="date"
            value={draft[name]}
            onChange={(value) => change({ [name]: value })}
          >
            <Label>{label}</Label>
            <Input />
          </TextField>
        ))}
        <div className="without-headers">
          <OrderFields
            words={EVENT_FIELD_WORDS}
            order={draft.order}
            onChange={(order) => change({ order })}
          />
        </div>
      </div>
      <div className="form-foot">
        <Checkbox
          className="checkbox"
          isSelected={draft.denied}
          onChange={(denied) => change({ denied })}
        >
          <span className="box" aria-hidden="true" /> Only what was denied
        </Checkbox>
        <Checkbox
          className="checkbox"
          isSelected={draft.breakGlass}
          onChange={(breakGlass) => change({ breakGlass })}
        >
          <span className="box" aria-hidden="true" /> Only under break-glass
        </Checkbox>
        <Checkbox
          className="checkbox"
          isSelected={draft.hasOversight}
          onChange={(hasOversight) => change({ hasOversight })}
        >
          <span className="box" aria-hidden="true" /> With access to reports
        </Checkbox>
        <span className="spacer" />
        <Button type="button" className="button" onPress={() => onSearch(readSearch(''))}>
          Clear
        </Button>
        <Button type="submit" className="button primary">
          Search
        </Button>
      </div>
    </form>
  );
}

const PEOPLE = [
  ['patient', 'PATIENTS', 'Patient', 'id of the patient'],
  ['actor', 'ACTORS', 'Actor', 'account of the actor'],
] as const;

const TEXTS = [
  ['issuer', 'Issuer', 'issuer of the actor’s account'],
  ['actorName', 'Name', 'name of the actor'],
  ['role', 'Role', 'such as nurse'],
  ['coordinate', 'Field', 'such as Patient.ssn'],
  ['operation', 'Operation', 'name of the operation'],
] as const;

const CHOICES = [
  ['category', 'Kind of PHI', CATEGORY_WORDS],
  ['purpose', 'Purpose', PURPOSE_WORDS],
  ['relation', 'Relation', RELATION_WORDS],
  ['outcome', 'Outcome', OUTCOME_WORDS],
  ['kind', 'Kind of record', KIND_WORDS],
] as const;

const DAYS = [
  ['since', 'From'],
  ['until', 'To'],
] as const;

function trimmed(texts: EventSearch['texts']): EventSearch['texts'] {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, value]) =>
      value.trim() === '' ? [] : [[name, value.trim()]],
    ),
  );
}
