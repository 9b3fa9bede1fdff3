import { Sign } from './sign.tsx';

/** A good or bad state, with a sign. */
export function State({ isGood, text }: { readonly isGood: boolean; readonly text: string }) {
  return (
    <span className={isGood ? 'good-text' : 'bad-text'}>
      <Sign name={isGood ? 'check' : 'cross'} /> {text}
    </span>
  );
}
