import { Button } from 'react-aria-components';
import { parseLeaf } from '../api/parse-leaf.ts';
import { RECORD_QUESTION, readableJson } from '../api/parse-record.ts';
import { never, useQuestion } from '../api/use-question.ts';
import { Answer } from '../parts/answer.tsx';
import { downloadJson } from '../parts/export/download-json.ts';
import { Empty } from '../parts/empty.tsx';
import { LeafFacts } from '../parts/proof/leaf-facts.tsx';
import { Page } from '../parts/page.tsx';
import { RecordSubject } from '../parts/proof/record-subject.tsx';
import { ProofSteps } from '../parts/proof/proof-steps.tsx';
import { Section } from '../parts/section.tsx';
import { KEY_SOURCES } from '../parts/proof/proof-verdict.ts';
import type { RecordProof } from '../proof/prove-record.ts';
import { useSession } from '../session/session-context.tsx';

/** A record as it was written, and the proof that it is in the ledger, made in this browser. */
export function RecordScreen({ leaf }: { readonly leaf: number }) {
  // A proof is of now: what was proven a moment ago may have been changed since.
  const record = useQuestion(RECORD_QUESTION, { leaf }, never, 0);
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
      <p>
        It may not have been written yet, or its content was deleted when its time was over. Whether
        it was deleted by rights is for a verification to tell.
      </p>
    </Empty>
  );
}

function Found({ record, leaf }: { readonly record: RecordProof; readonly leaf: number }) {
  if (record.leaf !== leaf)
    return <Empty title="The gateway sent another record than was asked for" />;
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
        <Section title="Record" note="Canonical JSON, with a line a value">
          <pre tabIndex={0} role="region" aria-label="Record as JSON">
            {readableJson(record.json)}
          </pre>
        </Section>
        <Section title="Signed checkpoint" note="Origin, size, root, link, signatures">
          <pre tabIndex={0} role="region" aria-label="Signed checkpoint">
            {record.checkpoint}
          </pre>
          <SignedBy />
        </Section>
      </div>
    </>
  );
}

/** What a good signature shows, and what it can't. */
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
        A good signature shows that whoever holds the key has signed this tree of records. That the
        key is the hospital’s, you see by comparing it with the one that you hold; that there is no
        other tree, by <code>phi-gateway audit verify</code> with a checkpoint that you kept.
      </p>
    </>
  );
}
