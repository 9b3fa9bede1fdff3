import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { ask } from '../../api/ask.ts';
import type { AskError } from '../../api/ask.ts';
import { COMPLETENESS_QUESTION } from '../../api/parse-ledger.ts';
import type { Completeness } from '../../api/parse-ledger.ts';
import { useSession } from '../../session/session-context.tsx';
import { Failed } from '../failed.tsx';
import { Loading } from '../loading.tsx';
import { Compared } from './compared.tsx';

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
