/** A tree of plain YAML values with every variable replaced, and the places of missing variables. */
export interface Expanded {
  readonly value: unknown;
  readonly problems: readonly {
    readonly path: readonly (string | number)[];
    readonly text: string;
  }[];
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string of a parsed configuration; `$${` is a literal `${`. Keys and the
 * values of variables are not expanded. A missing variable without a default is a problem. An empty variable has the default if
 * there is one, and else stays empty.
 */
export function expandEnvironment(
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Expanded {
  const problems: { path: (string | number)[]; text: string }[] = [];

  function expand(value: unknown, path: (string | number)[]): unknown {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index]));
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, expand(item, [...path, key])]),
      );
    }
    return value;
  }

  function expandText(text: string, path: (string | number)[]): string {
    return text.replace(EXPRESSION, (whole, escaped: string | undefined, body: string) => {
      if (escaped !== undefined) return whole.slice(1);
      const [, name, fallback] = BODY.exec(body) ?? [];
      if (name === undefined) {
        problems.push({
          path,
          // Without the text itself, which may be a part of a secret.
          text: `holds a \${…} that names no variable. Write \${NAME} or \${NAME:-default}, and $\${ for a literal \${.`,
        });
        return '';
      }
      const set = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (fallback !== undefined) return set === undefined || set === '' ? fallback : set;
      if (set === undefined) {
        problems.push({
          path,
          text: `the variable ${name} is not set. Set it; what is not a secret can have a default, \${${name}:-default}.`,
        });
      }
      return set ?? '';
    });
  }

  return { value: expand(tree, []), problems };
}

const EXPRESSION = /(\$)?\$\{([^}]*)\}/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;
