import type { ReactNode } from 'react';
import type { SignName } from '../../words/sign-names.ts';
import { Sign } from '../sign.tsx';

/** What something was found to be, in words, with a sign and a color that say the same. */
export function Verdict({
  tone,
  sign,
  title,
  text,
  isLive = true,
}: {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly sign: SignName;
  readonly title: string;
  readonly text: ReactNode;
  /** Whether a screen reader tells when it changes. */
  readonly isLive?: boolean;
}) {
  return (
    <div className={`verdict ${tone}`} role={isLive ? 'status' : undefined}>
      <span className="verdict-sign">
        <Sign name={sign} />
      </span>
      <div>
        <p className="verdict-title">{title}</p>
        <p>{text}</p>
      </div>
    </div>
  );
}
