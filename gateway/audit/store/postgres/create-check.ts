/** A trigger function on the ledger's tables. */
export interface Check {
  readonly name: string;
  /** Its body, as the server keeps it (`pg_proc.prosrc`). */
  readonly text: string;
}

/** The statements that create a trigger function, or replace it. */
export function createCheck({ name, text }: Check, how: '' | 'OR REPLACE ' = ''): string {
  return `
    CREATE ${how}FUNCTION phi_audit.${name}() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $function$${text}$function$;
    REVOKE ALL ON FUNCTION phi_audit.${name}() FROM PUBLIC`;
}
