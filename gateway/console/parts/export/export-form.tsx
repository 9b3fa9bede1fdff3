import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { fetchExport } from '../../api/fetch-export.ts';
import type { ExportedFile, ExportProgress } from '../../api/fetch-export.ts';
import type { RequestError } from '../../api/request-error.ts';
import { findPageMessages } from '../../../reports/messages/find-messages.ts';
import { LANGUAGES, type Language } from '../../../reports/messages/messages.ts';
import { useSession } from '../../session/session-context.tsx';
import { isLetter } from '../../words/formats.ts';
import type { FileChoice } from '../../words/formats.ts';
import { useWords } from '../../words/words-context.ts';
import { saveFile } from './save-file.ts';
import { Sign } from '../sign.tsx';

/** Downloads a report as a file and shows the progress. An incomplete file is not saved. */
export function ExportForm({
  choices,
  filter,
  orderBy = null,
  language = null,
  label: formLabel,
  button,
}: {
  readonly choices: readonly FileChoice[];
  readonly filter: object;
  /** Null for the report's own order. */
  readonly orderBy?: object | null;
  /** Language of letters, or that the reader chooses it. By default it is that of the configuration. */
  readonly language?: Language | 'choose' | null;
  /** Label of the choice, and text of the button: they differ between forms on one page. */
  readonly label?: string;
  readonly button?: string;
}) {
  const session = useSession();
  const [spoken, setSpoken] = useState(session.settings.patientPage.language);
  const { files, failed } = useWords();
  const [chosen, setChosen] = useState(0);
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  const fetching = useMutation<ExportedFile, RequestError, FileChoice>({
    mutationFn: (asked) => {
      abort.current = new AbortController();
      setProgress(null);
      const { report, format } = asked;
      const inLanguage = isLetter(asked) ? (language === 'choose' ? spoken : language) : null;
      const request = { report, format, filter, orderBy, language: inLanguage };
      return fetchExport(session, request, setProgress, abort.current.signal);
    },
    onSuccess: ({ name, content }) => saveFile(name, content),
  });
  const choice = choices[chosen];
  if (choice === undefined) return null;
  return (
    <div className="export">
      <select
        className="select"
        aria-label={formLabel ?? files.format}
        value={chosen}
        disabled={fetching.isPending}
        onChange={({ target }) => setChosen(Number(target.value))}
      >
        {choices.map(({ label }, index) => (
          <option key={label} value={index}>
            {label}
          </option>
        ))}
      </select>
      {language === 'choose' && isLetter(choice) && (
        <select
          className="select"
          aria-label="Language of the letter"
          value={spoken}
          disabled={fetching.isPending}
          onChange={({ target }) => {
            const wanted = LANGUAGES.find((each) => each === target.value);
            if (wanted !== undefined) setSpoken(wanted);
          }}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each}>
              {findPageMessages(each).languageName}
            </option>
          ))}
        </select>
      )}
      {fetching.isPending ? (
        <Button className="button" onPress={() => abort.current?.abort()}>
          {files.cancel}
        </Button>
      ) : (
        <Button className="button" onPress={() => fetching.mutate(choice)}>
          {button ?? files.download}
        </Button>
      )}
      <p role="status" className="export-state">
        {fetching.isPending && progressWords(progress, files)}
        {fetching.isSuccess && (
          <span className="good-text">
            <Sign name="check" /> {files.done(fetching.data.name)}
          </span>
        )}
        {fetching.error !== null && (
          <span className={fetching.error.kind === 'canceled' ? 'faint' : 'bad-text'}>
            <Sign name="cross" /> {failed.requests[fetching.error.kind].title}.{' '}
            {failed.requests[fetching.error.kind].text}
          </span>
        )}
      </p>
    </div>
  );
}

function progressWords(
  progress: ExportProgress | null,
  files: ReturnType<typeof useWords>['files'],
): string {
  if (progress === null) return files.preparing;
  const { lines, rows } = progress;
  // A file can have more lines than rows, such as the line of its column names.
  return rows === null || rows < lines ? files.lines(lines) : files.linesOf(lines, rows);
}
