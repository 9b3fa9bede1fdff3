/** The issuer of an account, for lists with accounts of several issuers. */
export function IssuerLine({ issuer }: { readonly issuer: string | null | undefined }) {
  if (issuer == null) return null;
  return (
    <span className="line faint">
      account of <bdi>{issuer}</bdi>
    </span>
  );
}
