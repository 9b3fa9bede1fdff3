import { Sign } from './sign.tsx';

/** Whether something is as it should be, with a sign. */
export function State({ isGood, text }: { readonly isGood: boolean; readonly text: string }) {
  return (
    <span className={isGood ? 'good-text' : 'bad-text'}>
      <Sign name={isGood ? 'check' : 'cross'} /> {text}
    </span>
  );
}
