/**
 * Removes every `APOLLO_*` variable from the environment.
 *
 * Apollo Server and Apollo Gateway read them regardless of the configuration, and have no option to ignore them. A key
 * and a graph reference of another service would send query shapes, schemas and timings to a third party, and some
 * combinations prevent the start.
 */
export function forgetApolloEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (name.toUpperCase().startsWith('APOLLO_')) delete environment[name];
  }
}
