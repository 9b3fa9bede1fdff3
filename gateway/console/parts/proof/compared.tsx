import type { Completeness } from '../../api/operations.types.ts';
import { count, whole } from '../../words/numbers.ts';
import { Verdict } from './verdict.tsx';

/** The result of comparing the index with the ledger. */
export function Compared({ result }: { readonly result: Completeness }) {
  const { isComplete, title, text } = comparedWords(result);
  return (
    <Verdict
      tone={isComplete ? 'good' : 'bad'}
      sign={isComplete ? 'check' : 'cross'}
      title={title}
      text={
        <>
          {count(result.records, 'record')} of the ledger {result.records === 1 ? 'was' : 'were'}{' '}
          compared{text}
        </>
      }
    />
  );
}

/** A changed record is the worse finding, and the likely cause of the others. */
function comparedWords({ result, missing, extra, changed, damaged }: Completeness) {
  if (result === 'COMPLETE') return { isComplete: true, title: 'Complete', text: '.' };
  const parts = [
    [damaged, 'not as it was written'],
    [missing, 'missing from the index'],
    [extra, 'only in the index'],
    [changed, 'different in the index'],
  ] as const;
  const found = parts.filter(([leaves]) => leaves.length > 0);
  const text = `: ${found.map(([leaves, what]) => `${numbered(leaves)} ${what}`).join('; ')}.`;
  return damaged.length > 0
    ? {
        isComplete: false,
        title: 'Records were changed',
        text: `${text} Verify the ledger, and keep the index as it is.`,
      }
    : { isComplete: false, title: 'The index differs', text: `${text} Rebuild the index.` };
}

function numbered(leaves: readonly number[]): string {
  const shown = leaves.slice(0, MAX_SHOWN).map((leaf) => `#${whole(leaf)}`);
  const rest = leaves.length >= MAX_LISTED ? 'many' : leaves.length - MAX_SHOWN;
  const more = leaves.length > MAX_SHOWN ? ` and ${rest} more` : '';
  return `${leaves.length === 1 ? 'record' : 'records'} ${shown.join(', ')}${more}`;
}

const MAX_SHOWN = 5;
/** The gateway lists no more. */
const MAX_LISTED = 100;
