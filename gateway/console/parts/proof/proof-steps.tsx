import { useEffect, useState } from 'react';
import { encodeBase64 } from '../../../audit/tlog/base64.ts';
import { checkSignature } from '../../proof/check-signature.ts';
import type { CheckedSignature } from '../../proof/check-signature.ts';
import { proofVerdict } from './proof-verdict.ts';
import { proveRecord } from '../../proof/prove-record.ts';
import type { ProvenRecord, RecordProof } from '../../proof/prove-record.ts';
import { useSession } from '../../session/session-context.tsx';
import { count } from '../../words/numbers.ts';
import { Loading } from '../loading.tsx';
import { Verdict } from './verdict.tsx';

/** Makes the proof of a record in this browser, and shows each step of it. */
export function ProofSteps({ proof }: { readonly proof: RecordProof }) {
  const { ledgerKeys } = useSession().settings;
  const [made, setMade] = useState<Made | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (result: Made) => {
      if (isCurrent) setMade(result);
    };
    makeProof(proof, ledgerKeys).then(show, () => show(FAILED));
    return () => {
      isCurrent = false;
    };
  }, [proof, ledgerKeys]);
  if (made === null) return <Loading what="Proving" />;
  const { proven, signature } = made;
  const { tone, sign, title, text } = proofVerdict(proof.leaf, proven, signature);
  return (
    <>
      <Verdict tone={tone} sign={sign} title={title} text={text} />
      {proven.head !== null && (
        <details>
          <summary>The proof step by step ({count(proven.steps.length + 3, 'step')})</summary>
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
                    <code>{encodeBase64(proven.leafHash)}</code>
                  </td>
                </tr>
                {proven.steps.map(({ side, sibling, result }, index) => (
                  <tr key={`${index} ${side}`}>
                    <th scope="row">{index + 2}</th>
                    <td className="text">
                      {side === 'left' ? 'On its left' : 'On its right'}{' '}
                      <code>{encodeBase64(sibling)}</code>
                    </td>
                    <td className="text">
                      <code>{encodeBase64(result)}</code>
                    </td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{proven.steps.length + 2}</th>
                  <td className="text">
                    {proven.isProven ? 'Equal to' : 'Not'} the checkpoint’s root
                  </td>
                  <td className="text">
                    <code>{encodeBase64(proven.head.root)}</code>
                  </td>
                </tr>
                <tr>
                  <th scope="row">{proven.steps.length + 3}</th>
                  <td className="text">The checkpoint’s signature {SIGNATURES[signature.kind]}</td>
                  <td className="text">
                    <code>{signature.vkey ?? 'no key'}</code>
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

interface Made {
  readonly proven: ProvenRecord;
  readonly signature: CheckedSignature;
}

const FAILED: Made = {
  proven: { isProven: false, head: null },
  signature: { kind: 'unchecked', vkey: null },
};

async function makeProof(proof: RecordProof, keys: readonly string[]): Promise<Made> {
  return {
    proven: await proveRecord(proof),
    signature: await checkSignature(proof.checkpoint, keys),
  };
}

const SIGNATURES: Readonly<Record<CheckedSignature['kind'], string>> = {
  good: 'is good for the key',
  bad: 'is not good for the key',
  foreign: 'is by none of the known keys',
  unchecked: 'cannot be checked in this browser',
};
