import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { PeopleKind } from '../../api/operations.types.ts';
import { PersonField } from '../people/person-field.tsx';

/** Opens the report of an id that is typed in, or of a person who is found by a part of their name. */
export function Lookup({
  label,
  placeholder,
  button,
  among = null,
  onOpen,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  /** The kind of people that the directory is searched for; null for other lookups. */
  readonly among?: PeopleKind | null;
  readonly onOpen: (value: string, issuer: string | null) => void;
}) {
  const [value, setValue] = useState('');
  return (
    <form
      className="lookup"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onOpen(value.trim(), null);
      }}
    >
      {among === null ? (
        <TextField className="field" value={value} onChange={setValue}>
          <Label>{label}</Label>
          <Input placeholder={placeholder} autoComplete="off" spellCheck="false" />
        </TextField>
      ) : (
        <PersonField
          among={among}
          label={label}
          placeholder={placeholder}
          value={value}
          onChange={(text) => setValue(text ?? '')}
          onChoose={({ id, issuer }) => onOpen(id, issuer)}
        />
      )}
      <Button type="submit" className="button primary">
        {button}
      </Button>
    </form>
  );
}
