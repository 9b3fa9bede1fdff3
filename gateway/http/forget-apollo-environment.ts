/**
 * Takes every `APOLLO_*` variable out of the environment.
 *
 * Apollo Server and Apollo Gateway read them by themselves, past any configuration: a key and a graph
 * reference left over from another service would send query shapes, schemas and timings to a third party,
 * and some combinations stop the start. Neither has an option to ignore them.
 */
export function forgetApolloEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (name.toUpperCase().startsWith('APOLLO_')) delete environment[name];
  }
}
