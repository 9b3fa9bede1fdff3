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

/** Verifies the proof of a record in this browser and shows each step. */
export function ProofSteps({ proof }: { readonly proof: RecordProof }) {
  const { ledgerKeys } = useSession().settings;
  const [checked, setChecked] = useState<CheckedProof | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (result: CheckedProof) => {
      if (isCurrent) setChecked(result);
    };
    checkProof(proof, ledgerKeys).then(show, () => show(FAILED));
    return () => {
      isCurrent = false;
    };
  }, [proof, ledgerKeys]);
  if (checked === null) return <Loading what="Verifying the proof" />;
  const { proven, signature } = checked;
  const { tone, sign, title, text } = proofVerdict(proof.leaf, proven, signature);
  return (
    <>
      <Verdict tone={tone} sign={sign} title={title} text={text} />
      {proven.head !== null && (
        <details>
          <summary>
            The proof step by step ({count(proven.steps.length + OTHER_STEPS, 'step')})
          </summary>
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
                  <td className="text">A zero byte and the record</td>
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
                  <th scope="row">{proven.steps.length + OTHER_STEPS}</th>
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

/** The steps besides those up the tree: the hash of the record, the comparison with the root, and the signature. */
const OTHER_STEPS = 3;

interface CheckedProof {
  readonly proven: ProvenRecord;
  readonly signature: CheckedSignature;
}

/** The result of a check that threw an error: nothing is proven. */
const FAILED: CheckedProof = {
  proven: { isProven: false, head: null },
  signature: { kind: 'unchecked', vkey: null },
};

async function checkProof(proof: RecordProof, keys: readonly string[]): Promise<CheckedProof> {
  return {
    proven: await proveRecord(proof),
    signature: await checkSignature(proof.checkpoint, keys),
  };
}

const SIGNATURES: Readonly<Record<CheckedSignature['kind'], string>> = {
  good: 'is valid for the key',
  bad: 'is not valid for the key',
  foreign: 'is not by a known key',
  unchecked: 'cannot be checked in this browser',
};
