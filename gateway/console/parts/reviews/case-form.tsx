import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { CaseSearch } from '../../search/case-search.ts';
import { CASE_STATES } from '../../api/parse-cases.ts';
import { CASE_FIELD_WORDS, CASE_STATE_WORDS } from '../../words/reviews.ts';
import { UNUSUAL_WORDS } from '../../words/unusual-rules.ts';
import { ChoiceField } from '../choice-field.tsx';
import { OrderFields } from '../order-fields.tsx';

/** What cases can be looked for and sorted by. Choices count at once, texts when they are sent. */
export function CaseForm({
  search,
  onSearch,
}: {
  readonly search: CaseSearch;
  readonly onSearch: (search: CaseSearch) => void;
}) {
  const [actor, setActor] = useState(search.actor);
  const [issuer, setIssuer] = useState(search.issuer);
  const [patient, setPatient] = useState(search.patient);
  const find = (part: Partial<CaseSearch>) =>
    onSearch({
      ...search,
      actor: actor.trim(),
      issuer: issuer.trim(),
      patient: patient.trim(),
      ...part,
      after: null,
      skipped: 0,
    });
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
          words={STATES}
          value={search.state ?? ''}
          onChange={(value) =>
            find({ state: CASE_STATES.find((known) => known === value) ?? null })
          }
        />
        <ChoiceField
          label="Rule"
          words={UNUSUAL_WORDS}
          value={search.rule}
          onChange={(rule) => find({ rule })}
        />
        <TextField className="field" value={actor} onChange={setActor}>
          <Label>Actor</Label>
          <Input placeholder="actor’s account" autoComplete="off" spellCheck="false" />
        </TextField>
        <TextField className="field" value={issuer} onChange={setIssuer}>
          <Label>Issuer</Label>
          <Input placeholder="account’s issuer" autoComplete="off" spellCheck="false" />
        </TextField>
        <TextField className="field" value={patient} onChange={setPatient}>
          <Label>Patient</Label>
          <Input placeholder="id of the patient" autoComplete="off" spellCheck="false" />
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

const STATES: ReadonlyMap<string, string> = new Map(
  CASE_STATES.map((state) => [state, CASE_STATE_WORDS[state].text]),
);
