/** What the schema found -> one sentence each, with line and key. */
import type { z } from 'zod'
import { nearestKey } from './nearest-key.ts'
import type { ConfigProblem } from './problem.ts'
import type { Path, YamlText } from './read-yaml.ts'
import { KNOWN_KEYS } from './schema.ts'

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
  if (isMissing(issue, path, yaml)) return [{ line, text: `${nameOf(path)} is missing.` }]
  return [{ line, text: `${nameOf(path)} ${issue.message}.` }]
}

/** An entry of `rpc_urls` is text or a map: the more telling of the two answers is what is wrong with the map. */
function fromUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  yaml: YamlText,
): ConfigProblem[] {
  const value = valueAt(yaml.value, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ line: yaml.lineOf(path), text: `${nameOf(path)} ${issue.message}.` }]
  const inMap = issue.errors.at(-1) ?? []
  return inMap.flatMap((inner) => fromIssue(inner, [...path, ...inner.path.map(toPart)], yaml))
}

/** Only a key that is almost a known one is repeated: a password that slipped into its place must not be. */
function unknownKey(key: string, path: Path, yaml: YamlText): ConfigProblem {
  const line = yaml.lineOf([...path, key])
  const known = KNOWN_KEYS[path.filter((part) => typeof part === 'string').join('.')] ?? []
  const where = path.length === 0 ? 'the file' : nameOf(path)
  const nearest = nearestKey(key, known)
  if (nearest === null)
    return { line, text: `A key in ${where} is not known: the known ones are ${known.join(', ')}.` }
  return { line, text: `The key "${key}" in ${where} is not known: did you mean "${nearest}"?` }
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
export function nameOf(path: Path): string {
  if (path.length === 0) return 'The file'
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part + 1}]` : name === '' ? part : `${name}.${part}`,
    '',
  )
}

function toPart(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part
}
