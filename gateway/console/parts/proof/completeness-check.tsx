import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import type { CompareIndex } from '../../api/operations.types.ts';
import type { RequestError } from '../../api/request-error.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { Failed } from '../failed.tsx';
import { Loading } from '../loading.tsx';
import { Compared } from './compared.tsx';

/** Compares the index with the ledger, record by record, when the reader starts it. */
export function CompletenessCheck() {
  const session = useSession();
  const check = useMutation<CompareIndex, RequestError>({
    mutationFn: () => sendOperation(session, 'CompareIndex', { filter: {} }),
  });
  return (
    <>
      <p>
        Reports come from an index of the ledger. This check reads the whole ledger and reports
        whether the index omits or adds anything.
      </p>
      <Button className="button" isDisabled={check.isPending} onPress={() => check.mutate()}>
        Compare now
      </Button>
      {check.isPending && <Loading what="Comparing" />}
      {check.error !== null && <Failed error={check.error} again={() => check.mutate()} />}
      {check.data !== undefined && <Compared result={check.data.completeness} />}
    </>
  );
}
