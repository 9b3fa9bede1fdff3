import { Button } from 'react-aria-components';
import { RECORD_QUESTION, readableJson } from '../api/parse-record.ts';
import { useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { downloadJson } from '../parts/download-json.ts';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { ProofSteps } from '../parts/proof-steps.tsx';
import { Section } from '../parts/section.tsx';
import type { RecordProof } from '../proof/prove-record.ts';

/** A record as it was written, and the proof that it is in the ledger, made in this browser. */
export function RecordScreen({ leaf }: { readonly leaf: number }) {
  const record = useQuestion(RECORD_QUESTION, { leaf });
  return (
    <Page
      title={`Record #${leaf}`}
      lead="As it was written, and the proof that it stands in the ledger"
      actions={
        record.data != null && (
          <Button
            className="button"
            onPress={() => downloadJson(`record-${leaf}.json`, record.data ?? {})}
          >
            Download record and proof
          </Button>
        )
      }
    >
      <Answer asked={record} what="Fetching the record and its proof">
        {(found) => (found === null ? <Missing /> : <Found record={found} leaf={leaf} />)}
      </Answer>
    </Page>
  );
}

function Missing() {
  return (
    <Empty title="The ledger has no such record">
      <p>It may not have been written yet, or its content was deleted when its time was over.</p>
    </Empty>
  );
}

function Found({ record, leaf }: { readonly record: RecordProof; readonly leaf: number }) {
  if (record.leaf !== leaf)
    return <Empty title="The gateway sent another record than was asked for" />;
  return (
    <>
      <Section title="Proof">
        <ProofSteps proof={record} />
      </Section>
      <div className="columns two even">
        <Section title="Record" note="Canonical JSON, with a line a value">
          <pre tabIndex={0} role="region" aria-label="Record as JSON">
            {readableJson(record.json)}
          </pre>
        </Section>
        <Section title="Signed checkpoint" note="Origin, size, root, link, signatures">
          <pre tabIndex={0} role="region" aria-label="Signed checkpoint">
            {record.checkpoint}
          </pre>
          <p className="faint">
            The root that is proven here is the one that this checkpoint signs. Whether its
            signature is good is for a key that you hold:{' '}
            <code>phi-gateway audit verify --key</code> tells.
          </p>
        </Section>
      </div>
    </>
  );
}
