import type { ReactNode } from 'react';
import type { SignName } from '../../words/sign-names.ts';
import { Sign } from '../sign.tsx';

/** The result of a check: words, and a sign and a color with the same meaning. */
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
  /** Whether screen readers announce changes. */
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
