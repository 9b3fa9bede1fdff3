import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { COMPLETENESS_QUESTION } from '../../api/parse-ledger.ts';
import type { Completeness } from '../../api/parse-ledger.ts';
import { useSession } from '../../session/session-context.tsx';
import { count, whole } from '../../words/numbers.ts';
import { Failed } from '../failed.tsx';
import { Loading } from '../loading.tsx';
import { Verdict } from './verdict.tsx';

/** Compares what the reports show with the ledger, record by record, when it is asked to. */
export function CompletenessCheck() {
  const session = useSession();
  const check = useMutation<Completeness, AskError>({
    mutationFn: () => ask(session, COMPLETENESS_QUESTION, { filter: {} }),
  });
  return (
    <>
      <p>
        Reports come from an index beside the ledger. This reads the whole ledger and tells whether
        the index leaves anything out or adds anything.
      </p>
      <Button className="button" isDisabled={check.isPending} onPress={() => check.mutate()}>
        Compare now
      </Button>
      {check.isPending && <Loading what="Comparing" />}
      {check.error !== null && <Failed error={check.error} again={() => check.mutate()} />}
      {check.data !== undefined && <Compared result={check.data} />}
    </>
  );
}

function Compared({ result }: { readonly result: Completeness }) {
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
