import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';

/** Opens the report of an id or a name that is typed in. */
export function Lookup({
  label,
  placeholder,
  button,
  onOpen,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  readonly onOpen: (value: string) => void;
}) {
  const [value, setValue] = useState('');
  return (
    <form
      className="lookup"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onOpen(value.trim());
      }}
    >
      <TextField className="field" value={value} onChange={setValue}>
        <Label>{label}</Label>
        <Input placeholder={placeholder} autoComplete="off" spellCheck="false" />
      </TextField>
      <Button type="submit" className="button primary">
        {button}
      </Button>
    </form>
  );
}
