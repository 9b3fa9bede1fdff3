/** Says what is loading. Screen readers announce it once. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="loading" role="status">
      <span className="loading-bar" aria-hidden="true" />
      <span>{what} …</span>
    </div>
  );
}
