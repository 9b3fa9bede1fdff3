import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { CaseSearch } from '../../search/case-search.ts';
import { FIRST_PAGE } from '../../search/list-address.ts';
import { isCode } from '../../words/is-code.ts';
import { CASE_STATE_WORDS, choicesOf } from '../../words/reviews.ts';
import { CASE_FIELD_WORDS } from '../../words/sort-fields.ts';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { ChoiceField } from '../choice-field.tsx';
import { PersonField } from '../people/person-field.tsx';
import { OrderFields } from '../order-fields.tsx';

/** Edits a search for cases. A choice takes effect at once, a text when the form is submitted. */
export function CaseForm({
  search,
  onSearch,
}: {
  readonly search: CaseSearch;
  readonly onSearch: (search: CaseSearch) => void;
}) {
  const [texts, setTexts] = useState<Texts>(search);
  const find = (part: Partial<CaseSearch>) => {
    const { actor, issuer, patient } = texts;
    const trimmed = { actor: actor.trim(), issuer: issuer.trim(), patient: patient.trim() };
    onSearch({ ...search, ...trimmed, ...part, ...FIRST_PAGE });
  };
  return (
    <form
      className="card search-form"
      aria-label="Cases"
      onSubmit={(event) => {
        event.preventDefault();
        find({});
      }}
    >
      <div className="form-grid">
        <ChoiceField
          label="State"
          choices={choicesOf(CASE_STATE_WORDS)}
          value={search.state ?? ''}
          onChange={(state) => find({ state: isCode(CASE_STATE_WORDS, state) ? state : null })}
        />
        <ChoiceField
          label="Rule"
          choices={Object.entries(UNUSUAL_RULE_WORDS)}
          value={search.rule ?? ''}
          onChange={(rule) => find({ rule: isCode(UNUSUAL_RULE_WORDS, rule) ? rule : null })}
        />
        {PEOPLE.map(([name, among, label, placeholder]) => (
          <PersonField
            key={name}
            among={among}
            label={label}
            placeholder={placeholder}
            value={texts[name]}
            issuer={texts.issuer === '' ? null : texts.issuer}
            onChange={(value) => setTexts({ ...texts, [name]: value ?? '' })}
            onChoose={({ id, issuer }) => find({ [name]: id, ...(issuer !== null && { issuer }) })}
          />
        ))}
        <TextField
          className="field"
          value={texts.issuer}
          onChange={(issuer) => setTexts({ ...texts, issuer })}
        >
          <Label>Issuer</Label>
          <Input placeholder="account’s issuer" autoComplete="off" spellCheck="false" />
        </TextField>
        <OrderFields
          words={CASE_FIELD_WORDS}
          order={search.order}
          onChange={(order) => find({ order })}
        />
        <Button type="submit" className="button primary at-foot">
          Find
        </Button>
      </div>
    </form>
  );
}

type Texts = Pick<CaseSearch, 'actor' | 'issuer' | 'patient'>;

const PEOPLE = [
  ['actor', 'ACTORS', 'Actor', 'actor’s account'],
  ['patient', 'PATIENTS', 'Patient', 'id of the patient'],
] as const;
