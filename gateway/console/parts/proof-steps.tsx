import { useEffect, useState } from 'react';
import { writeBase64 } from '../proof/base64.ts';
import { proveRecord } from '../proof/prove-record.ts';
import type { ProvenRecord, RecordProof } from '../proof/prove-record.ts';
import { count, whole } from '../words/numbers.ts';
import { Loading } from './loading.tsx';
import { Sign } from './sign.tsx';

/** Makes the proof of a record in this browser, and shows each step of it. */
export function ProofSteps({ proof }: { readonly proof: RecordProof }) {
  const [proven, setProven] = useState<ProvenRecord | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (result: ProvenRecord) => {
      if (isCurrent) setProven(result);
    };
    proveRecord(proof).then(show, () => show({ isProven: false, head: null }));
    return () => {
      isCurrent = false;
    };
  }, [proof]);
  if (proven === null) return <Loading what="Proving" />;
  return (
    <>
      <Verdict proven={proven} leaf={proof.leaf} />
      {proven.head !== null && (
        <details>
          <summary>The proof step by step ({count(proven.steps.length + 2, 'step')})</summary>
          <div className="table-frame">
            <table className="plain proof" role="table">
              <caption className="visually-hidden">The proof step by step</caption>
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col">What is hashed</th>
                  <th scope="col">Result</th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">1</th>
                  <td className="text">The record, behind a zero byte</td>
                  <td className="text">
                    <code>{writeBase64(proven.leafHash)}</code>
                  </td>
                </tr>
                {proven.steps.map(({ side, sibling, result }, index) => (
                  <tr key={`${index} ${side}`}>
                    <th scope="row">{index + 2}</th>
                    <td className="text">
                      {side === 'left' ? 'On its left' : 'On its right'}{' '}
                      <code>{writeBase64(sibling)}</code>
                    </td>
                    <td className="text">
                      <code>{writeBase64(result)}</code>
                    </td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{proven.steps.length + 2}</th>
                  <td className="text">
                    {proven.isProven ? 'Equal to' : 'Not'} the checkpoint’s root
                  </td>
                  <td className="text">
                    <code>{writeBase64(proven.head.root)}</code>
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        </details>
      )}
    </>
  );
}

function Verdict({ proven, leaf }: { readonly proven: ProvenRecord; readonly leaf: number }) {
  return (
    <div className={`verdict ${proven.isProven ? 'good' : 'bad'}`} role="status">
      <span className="verdict-sign">
        <Sign name={proven.isProven ? 'check' : 'cross'} />
      </span>
      <div>
        <p className="verdict-title">{proven.isProven ? 'Proven in your browser' : 'Not proven'}</p>
        <p>
          {proven.isProven
            ? `This record is number ${whole(leaf)} of the ${whole(proven.head.size)} records of ${proven.head.origin}, exactly as it stands below (SHA-256, RFC 6962).`
            : 'What the gateway sent does not lead from this record to the root of the checkpoint. Report it.'}
        </p>
      </div>
    </div>
  );
}
