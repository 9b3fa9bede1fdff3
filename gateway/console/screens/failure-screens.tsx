import { Button } from 'react-aria-components';
import { findPageMessages } from '../../reports/messages/find-messages.ts';
import { Sign } from '../parts/sign.tsx';
import { preferredLanguage } from '../words/language.ts';

/** The screen if the gateway does not send the settings of the console. */
export function StartFailed() {
  return <Failure what="start" />;
}

/** The screen for an error in the page itself. */
export function PageFailed() {
  return <Failure what="page" />;
}

/** It is shown outside of what sets the language. */
function Failure({ what }: { readonly what: 'start' | 'page' }) {
  const { language, shell, failed } = findPageMessages(preferredLanguage('en'));
  const { title, text } = failed[what];
  return (
    <main className="gate" lang={language}>
      <h1>{shell.product}</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> {title}
        </p>
        <p>{text}</p>
      </div>
      <Button className="button primary large" onPress={() => location.reload()}>
        {failed.reload}
      </Button>
    </main>
  );
}
