import { useState } from 'react';
import { Sign } from '../sign.tsx';

/** A button beside a name that shows the id of the person and copies it. */
export function CopyId({ id, name }: { readonly id: string; readonly name: string }) {
  const [state, setState] = useState<'hidden' | 'shown' | 'copied'>('hidden');
  const toggle = async () => {
    if (state !== 'hidden') {
      setState('hidden');
      return;
    }
    setState('shown');
    try {
      await navigator.clipboard.writeText(id);
      setState('copied');
    } catch {
      // The browser does not allow it. The id is shown and can be selected.
    }
  };
  return (
    <>
      <button
        type="button"
        className="copy"
        aria-label={`Id of ${name}`}
        aria-expanded={state !== 'hidden'}
        title={`Copy the id ${id}`}
        onClick={() => void toggle()}
      >
        <Sign name="copy" />
      </button>
      {state !== 'hidden' && (
        <span role="status" className="line">
          <span className="id">{id}</span>
          {state === 'copied' && <span className="faint"> copied</span>}
        </span>
      )}
    </>
  );
}
