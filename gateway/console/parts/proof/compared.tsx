import type { Completeness } from '../../api/parse-ledger.ts';
import { count, whole } from '../../words/numbers.ts';
import { Verdict } from './verdict.tsx';

/** What a comparison of the index with the ledger has found. */
export function Compared({ result }: { readonly result: Completeness }) {
  const { tone, sign, title, text } = comparedWords(result);
  return (
    <Verdict
      tone={tone}
      sign={sign}
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

/** A record that was changed is the worse finding, and the likelier cause of the others. */
function comparedWords({ result, missing, extra, changed, damaged }: Completeness) {
  if (result === 'COMPLETE')
    return { tone: 'good', sign: 'check', title: 'Complete', text: '.' } as const;
  const parts = [
    [damaged, 'not as it was written'],
    [missing, 'missing from the index'],
    [extra, 'too much in the index'],
    [changed, 'told otherwise by the index'],
  ] as const;
  const found = parts.filter(([leaves]) => leaves.length > 0);
  const text = `: ${found.map(([leaves, what]) => `${numbered(leaves)} ${what}`).join('; ')}.`;
  return damaged.length > 0
    ? ({
        tone: 'bad',
        sign: 'cross',
        title: 'Records were changed',
        text: `${text} Verify the ledger, and keep the index as it is.`,
      } as const)
    : ({
        tone: 'bad',
        sign: 'cross',
        title: 'The index differs',
        text: `${text} Rebuild the index.`,
      } as const);
}

/** At most 100 are told. */
function numbered(leaves: readonly number[]): string {
  const shown = leaves.slice(0, 5).map((leaf) => `#${whole(leaf)}`);
  const more =
    leaves.length > 5 ? ` and ${leaves.length >= 100 ? 'many' : leaves.length - 5} more` : '';
  return `${leaves.length === 1 ? 'record' : 'records'} ${shown.join(', ')}${more}`;
}
