import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import type { Review } from '../../api/operations.types.ts';
import { digestFile } from '../../proof/digest-file.ts';

type Attachment = Review['attachments'][number];

/** The files that a comment refers to. A file can be compared with the digest on the record. */
export function AttachmentList({ attachments }: { readonly attachments: readonly Attachment[] }) {
  return (
    <ul className="attachment-list" aria-label="Files it refers to">
      {attachments.map(({ name, location, sha256 }, index) => (
        <li key={index}>
          <bdi>{name}</bdi>
          {location !== null && (
            <>
              , kept at <bdi>{location}</bdi>
            </>
          )}
          {sha256 !== null && (
            <>
              {' '}
              · <Digest sha256={sha256} /> <Compare name={name} sha256={sha256} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The first 12 digits of a digest, with the whole digest as the title. */
export function Digest({ sha256 }: { readonly sha256: string }) {
  return (
    <span className="faint" title={sha256}>
      SHA-256 <code>{sha256.slice(0, 12)}…</code>
    </span>
  );
}

function Compare({ name, sha256 }: { readonly name: string; readonly sha256: string }) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const compare = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const isSame = (await digestFile(file)) === sha256;
      setOutcome(
        isSame
          ? 'It is the file of the record.'
          : 'It is not the file of the record, or it was changed.',
      );
    } catch {
      setOutcome('The file could not be read.');
    }
  };
  return (
    <>
      <FileTrigger onSelect={(files) => void compare(files?.[0])}>
        <Button className="button" aria-label={`Compare a file with ${name}`}>
          Compare …
        </Button>
      </FileTrigger>{' '}
      <span role="status">{outcome}</span>
    </>
  );
}
