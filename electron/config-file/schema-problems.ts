/** What the schema found -> one sentence each, with line and key. */
import type { z } from 'zod'
import { type Said, say } from '../../shared/said.ts'
import { nearestKey } from './nearest-key.ts'
import { type ConfigProblem, problemAt } from './problem.ts'
import type { Path, YamlText } from './read-yaml.ts'
import { KNOWN_KEYS, ruleSaid } from './schema.ts'

const MAX_PROBLEMS = 50

type Issue = z.core.$ZodIssue

/** The problems of a file that failed its schema. */
export function problemsOf(error: z.ZodError, yaml: YamlText): ConfigProblem[] {
  return error.issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => fromIssue(issue, issue.path.map(toPart), yaml))
    .slice(0, MAX_PROBLEMS)
}

function fromIssue(issue: Issue, path: Path, yaml: YamlText): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, yaml))
  if (issue.code === 'invalid_union') return fromUnion(issue, path, yaml)
  const line = yaml.lineOf(path)
  if (isMissing(issue, path, yaml)) return [problemAt(line, say('config_missing', { key: nameOf(path) }))]
  return [problemAt(line, ruleOf(path, issue))]
}

function ruleOf(path: Path, { message }: Issue): Said {
  return say('config_rule', { key: nameOf(path), rule: ruleSaid(message) })
}

/** An entry of `rpc_urls` is text or a map: the more telling of the two answers is what is wrong with the map. */
function fromUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  yaml: YamlText,
): ConfigProblem[] {
  const value = valueAt(yaml.value, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [problemAt(yaml.lineOf(path), ruleOf(path, issue))]
  const inMap = issue.errors.at(-1) ?? []
  return inMap.flatMap((inner) => fromIssue(inner, [...path, ...inner.path.map(toPart)], yaml))
}

/** Only a key that is almost a known one is repeated: a password that slipped into its place must not be. */
function unknownKey(key: string, path: Path, yaml: YamlText): ConfigProblem {
  const line = yaml.lineOf([...path, key])
  const known = KNOWN_KEYS[path.filter((part) => typeof part === 'string').join('.')] ?? []
  const where = path.length === 0 ? say('config_in_file') : nameOf(path)
  const nearest = nearestKey(key, known)
  const said =
    nearest === null
      ? say('config_key_unknown', { where, known })
      : say('config_key_meant', { key, where, nearest })
  return problemAt(line, said)
}

function isMissing(issue: Issue, path: Path, yaml: YamlText): boolean {
  return issue.code !== 'custom' && path.length > 0 && valueAt(yaml.value, path) === undefined
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== 'object' || at === null) return undefined
    return (at as Readonly<Record<string | number, unknown>>)[part] // undefined where there is none
  }, value)
}

/** `blockchain.chains.btc.rpc_urls[1]`, counted from 1. All parts are keys that the schema knows. */
export function nameOf(path: Path): string | Said {
  if (path.length === 0) return say('config_the_file')
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part + 1}]` : name === '' ? part : `${name}.${part}`,
    '',
  )
}

function toPart(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part
}
