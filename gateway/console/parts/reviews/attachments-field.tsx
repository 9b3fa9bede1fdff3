import { useId, useState } from 'react';
import { Button, FileTrigger, Input, Label, TextField } from 'react-aria-components';
import type { AttachmentInput } from '../../api/operations.types.ts';
import { digestFile, MAX_DIGEST_BYTES } from '../../proof/digest-file.ts';
import { Digest } from './attachment-list.tsx';

/** An attachment that is being entered. */
export interface NewAttachment {
  readonly key: string;
  readonly name: string;
  /** Empty if not given. */
  readonly location: string;
  readonly sha256: string | null;
}

/** Attachments that the gateway takes with one comment. */
const MAX_ATTACHMENTS = 5;

/** Whether an attachment says which file it is and how to find or recognize it. */
export function isComplete({ name, location, sha256 }: NewAttachment): boolean {
  return name.trim() !== '' && (location.trim() !== '' || sha256 !== null);
}

export function attachmentInput({ name, location, sha256 }: NewAttachment): AttachmentInput {
  return { name: name.trim(), location: location.trim() || null, sha256 };
}

/**
 * Refers to files. A file that is chosen is only read for its digest, and is not sent.
 */
export function AttachmentsField({
  attachments,
  onChange,
}: {
  readonly attachments: readonly NewAttachment[];
  readonly onChange: (attachments: readonly NewAttachment[]) => void;
}) {
  const hint = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const isFull = attachments.length >= MAX_ATTACHMENTS;
  const add = (name: string, sha256: string | null) =>
    onChange([...attachments, { key: crypto.randomUUID(), name, location: '', sha256 }]);
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setProblem(null);
    try {
      if (file.size > MAX_DIGEST_BYTES) throw new RangeError('The file is too large.');
      add(file.name, await digestFile(file));
    } catch {
      setProblem(
        `${file.name} could not be read, or is larger than 512 MB. Refer to it by its place.`,
      );
    }
  };
  return (
    <fieldset className="attachments" aria-describedby={hint}>
      <legend>Files it refers to</legend>
      <p className="faint" id={hint}>
        A file stays where it is. Recorded are its name, where it is kept, and a digest (SHA-256),
        with which a copy can be compared later.
      </p>
      {attachments.map((each, index) => {
        const change = (part: Partial<NewAttachment>) =>
          onChange(attachments.map((other) => (other === each ? { ...each, ...part } : other)));
        return (
          <div key={each.key} className="attachment" role="group" aria-label={`File ${index + 1}`}>
            <TextField
              className="field"
              value={each.name}
              onChange={(name) => change({ name })}
              maxLength={255}
            >
              <Label>Name</Label>
              <Input autoComplete="off" />
            </TextField>
            <TextField
              className="field"
              value={each.location}
              onChange={(location) => change({ location })}
              maxLength={500}
            >
              <Label>Where it is kept{each.sha256 === null ? '' : ', if known'}</Label>
              <Input placeholder="address, folder or file number" autoComplete="off" />
            </TextField>
            {each.sha256 !== null && <Digest sha256={each.sha256} />}
            <Button
              className="button"
              aria-label={`Remove ${each.name === '' ? `file ${index + 1}` : each.name}`}
              onPress={() => onChange(attachments.filter((other) => other !== each))}
            >
              Remove
            </Button>
          </div>
        );
      })}
      <div className="attachment-buttons">
        <FileTrigger onSelect={(files) => void choose(files?.[0])}>
          <Button className="button" isDisabled={isFull}>
            Choose a file …
          </Button>
        </FileTrigger>
        <Button className="button" isDisabled={isFull} onPress={() => add('', null)}>
          Refer to a place …
        </Button>
      </div>
      {problem !== null && <p role="alert">{problem}</p>}
    </fieldset>
  );
}
