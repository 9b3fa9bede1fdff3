import { CopyId } from './copy-id.tsx';

/** The name of a person as the heading of their report, with their id one click away. */
export function PersonHeading({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <>
      <bdi>{name}</bdi> <CopyId id={id} name={name} />
    </>
  );
}
