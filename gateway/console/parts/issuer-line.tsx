/** The issuer of an account, for lists in which accounts of several issuers stand. */
export function IssuerLine({ issuer }: { readonly issuer: string | null | undefined }) {
  if (issuer == null) return null;
  return (
    <span className="line faint">
      account of <bdi>{issuer}</bdi>
    </span>
  );
}
