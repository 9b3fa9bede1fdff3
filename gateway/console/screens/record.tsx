import { Button } from 'react-aria-components';
import { parseLeaf } from '../api/parse-leaf.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { saveJson } from '../parts/export/save-file.ts';
import { Empty } from '../parts/empty.tsx';
import { LeafFacts } from '../parts/proof/leaf-facts.tsx';
import { Page } from '../parts/page.tsx';
import { RecordSubject } from '../parts/proof/record-subject.tsx';
import { ProofSteps } from '../parts/proof/proof-steps.tsx';
import { Section } from '../parts/section.tsx';
import { KEY_SOURCES } from '../parts/proof/proof-verdict.ts';
import type { RecordProof } from '../proof/prove-record.ts';
import { useSession } from '../session/session-context.tsx';

/** A record as it was written, with the proof that it is in the ledger, verified in this browser. */
export function RecordScreen({ leaf }: { readonly leaf: number }) {
  // Not cached: the record may have changed since an earlier proof.
  const query = useReportQuery('LedgerRecord', { leaf }, { cacheMs: 0 });
  const record = query.data?.record ?? null;
  return (
    <Page
      title={`Record #${leaf}`}
      lead="As it was written, with the proof that it is in the ledger"
      actions={
        record !== null && (
          <Button className="button" onPress={() => saveJson(`record-${leaf}.json`, record)}>
            Download record and proof
          </Button>
        )
      }
    >
      <QueryResult query={query} loading="Reading the record and its proof">
        {(result) =>
          result.record === null ? <Missing /> : <Found record={result.record} leaf={leaf} />
        }
      </QueryResult>
    </Page>
  );
}

function Missing() {
  return (
    <Empty title="The ledger has no such record">
      <p>
        It may not have been written yet, or its content was deleted at the end of its retention
        period. A verification shows whether the deletion was legitimate.
      </p>
    </Empty>
  );
}

function Found({ record, leaf }: { readonly record: RecordProof; readonly leaf: number }) {
  if (record.leaf !== leaf)
    return <Empty title="The gateway sent another record than the requested one" />;
  const facts = parseLeaf(record.json);
  return (
    <>
      <Section title="Proof">
        <ProofSteps proof={record} />
      </Section>
      {facts !== null && (
        <Section
          title="In words"
          note="Read from the record below; patient and reason from the proven reports"
        >
          <LeafFacts leaf={facts} />
          <RecordSubject leaf={leaf} />
        </Section>
      )}
      <div className="columns two even">
        <Section title="Record" note="Canonical JSON, one value per line">
          <pre tabIndex={0} role="region" aria-label="Record as JSON">
            {readableJson(record.json)}
          </pre>
        </Section>
        <Section title="Signed checkpoint" note="Origin, size, root, link, signatures">
          <pre tabIndex={0} role="region" aria-label="Text of the signed checkpoint">
            {record.checkpoint}
          </pre>
          <SignedBy />
        </Section>
      </div>
    </>
  );
}

/** JSON with one value per line; another text as it is. */
function readableJson(json: string): string {
  try {
    const tree: unknown = JSON.parse(json);
    return JSON.stringify(tree, null, 2);
  } catch {
    return json;
  }
}

/** What a good signature shows, and what it does not. */
function SignedBy() {
  const { ledgerKeys, keySource } = useSession().settings;
  return (
    <>
      <p>
        {ledgerKeys.length === 1 ? 'The key' : 'The keys'} that this page checks signatures with,{' '}
        {KEY_SOURCES[keySource]}:
      </p>
      {ledgerKeys.map((key) => (
        <code key={key} className="line">
          {key}
        </code>
      ))}
      <p className="faint">
        A good signature shows that the holder of the key has signed this tree of records. To see
        that the key is your ledger’s, compare it with the key that you keep. To rule out another
        tree, run <code>phi-gateway audit verify</code> with a checkpoint that you keep.
      </p>
    </>
  );
}
