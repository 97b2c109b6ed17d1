const PINNED_USE = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/

/** What a GitHub workflow must not do here: use an action that can change, or do work of its own. */
export function workflowFaults(yaml: string): string[] {
  const uses = valuesOf(yaml, 'uses')
  const runs = valuesOf(yaml, 'run')
  return [
    ...uses.filter((use) => !PINNED_USE.test(use)).map((use) => `not pinned by hash: ${use}`),
    ...runs.filter((run) => run !== '.ci/run').map((run) => `not .ci/run: ${run}`),
    ...(runs.includes('.ci/run') ? [] : ['does not call .ci/run']),
    ...(/^permissions:\n {2}contents: read\n\n?\S/m.test(yaml)
      ? []
      : ['permissions are not contents: read alone']),
  ]
}

/** The values of a key, wherever it stands, without the comment behind them. */
function valuesOf(yaml: string, key: string): string[] {
  return [...yaml.matchAll(new RegExp(`^[ -]*${key}: *(.*?) *(?:#.*)?$`, 'gm'))].map(
    ([, value = '']) => value,
  )
}
