/**
 * YAML text -> plain values, each with the line it stands on. Only the plain part of YAML is taken: maps, lists and
 * scalars. Anchors and aliases (that can grow without end), tags, several documents and directives are refused, and
 * nothing of the parser's own messages gets out: they quote the text, and the text may hold a password.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { type Said, say } from '../../shared/said.ts'
import { ConfigFileError, type ConfigProblem, problemAt } from './problem.ts'

export type Path = readonly (string | number)[]

/** A read document. `value` holds plain objects without a prototype, arrays and scalars. */
export interface YamlText {
  readonly value: unknown
  /** The line of the key (or list item) at a path, or of the nearest one above it. */
  lineOf(path: Path): number
  /** Whether a comment follows an unquoted value on its line: part of the value may have been meant by it. */
  cutByComment(path: Path): boolean
}

const MAX_DEPTH = 12

const MAX_PROBLEMS = 100

/** Throws `ConfigFileError` naming every line that is not plain YAML. Keys are repeated only where `known` has them. */
export function readYaml(text: string, known: ReadonlySet<string>): YamlText {
  const counter = new LineCounter()
  const document = parse(text, counter)
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  const problems = [
    ...tabbedLines(text),
    ...document.errors.slice(0, MAX_PROBLEMS).map((error) => problemAt(lineAt(error.pos[0]), saidOf(error))),
  ]
  if (document.directives.yaml.explicit === true || Object.keys(document.directives.tags).length > 1)
    problems.push(problemAt(1, say('config_directive')))
  if (problems.length > 0) throw new ConfigFileError(oneALine(problems))
  return new Reader(lineAt, known).read(document.contents)
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed {
  const options = { prettyErrors: false, uniqueKeys: false, version: '1.2', schema: 'core' } as const
  try {
    return parseDocument(text, { ...options, lineCounter, merge: false, logLevel: 'error' })
  } catch {
    // The parser recurses: brackets by the thousand overflow the stack. Its error may quote the text.
    throw new ConfigFileError([problemAt(1, say('config_deep'))])
  }
}

function tabbedLines(text: string): ConfigProblem[] {
  const lines = text.split('\n').flatMap((line, index) => (/^ *\t\s*\S/.test(line) ? [index + 1] : []))
  return lines.slice(0, MAX_PROBLEMS).map((line) => problemAt(line, say('config_tab')))
}

function oneALine(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index)
}

const BY_CODE: Partial<Record<YAMLError['code'], Said>> = {
  BAD_ALIAS: say('config_alias'),
  MULTIPLE_DOCS: say('config_second'),
  TAB_AS_INDENT: say('config_tab'),
  BAD_INDENT: say('config_indent'),
  MISSING_CHAR: say('config_sign'),
  UNEXPECTED_TOKEN: say('config_misplaced'),
  BLOCK_AS_IMPLICIT_KEY: say('config_apart'),
  MULTILINE_IMPLICIT_KEY: say('config_one_line_key'),
  BAD_SCALAR_START: say('config_quote'),
  BAD_DQ_ESCAPE: say('config_backslash'),
  TAG_RESOLVE_FAILED: say('config_tag'),
}

function saidOf({ code }: YAMLError): Said {
  return BY_CODE[code] ?? say('config_yaml')
}

/** One walk over the document. Finds everything that is wrong before it throws. */
class Reader {
  readonly #lineAt: (offset: number) => number
  readonly #known: ReadonlySet<string>
  readonly #lines = new Map<string, number>()
  readonly #cut = new Set<string>()
  readonly #problems: ConfigProblem[] = []

  constructor(lineAt: (offset: number) => number, known: ReadonlySet<string>) {
    this.#lineAt = lineAt
    this.#known = known
  }

  read(contents: ParsedNode | null): YamlText {
    const value = this.#value(contents, [])
    if (this.#problems.length > 0) throw new ConfigFileError(this.#problems)
    const lines = this.#lines
    const cut = this.#cut
    return {
      value,
      lineOf: (path) => nearestLine(lines, path),
      cutByComment: (path) => cut.has(keyOf(path)),
    }
  }

  #value(node: Node | null, path: Path): unknown {
    if (node === null) return null
    const line = this.#lineOf(node)
    if (isAlias(node)) return this.#refuse(line, say('config_alias'))
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return this.#refuse(line, say('config_no_value'))
    if (node.anchor !== undefined) return this.#refuse(line, say('config_anchor'))
    if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) return this.#refuse(line, say('config_tag'))
    if (path.length > MAX_DEPTH) return this.#refuse(line, say('config_deep'))
    if (isMap(node)) return this.#map(node, path)
    if (isSeq(node)) return node.items.map((item, index) => this.#item(item, [...path, index]))
    if (node.type === Scalar.PLAIN && typeof node.comment === 'string') this.#cut.add(keyOf(path))
    return node.value
  }

  #item(item: unknown, path: Path): unknown {
    const node = item as Node | null // the parser fills lists with nodes alone
    if (node !== null) this.#lines.set(keyOf(path), this.#lineOf(node))
    return this.#value(node, path)
  }

  #map(map: YAMLMap, path: Path): unknown {
    const fields: Record<string, unknown> = Object.create(null) // a key named __proto__ is a key like any other
    for (const { key, value } of map.items) {
      const node = key as Node | null // the parser fills maps with nodes alone
      const line = node === null ? this.#lineOf(map) : this.#lineOf(node)
      const name = isScalar(node) && node.anchor === undefined ? node.value : null
      if (typeof name !== 'string') this.#refuse(line, say('config_plain_key'))
      else if (name in fields) this.#refuse(line, this.#twice([...path, name]))
      else {
        this.#lines.set(keyOf([...path, name]), line)
        fields[name] = this.#value(value as Node | null, [...path, name])
      }
    }
    return fields
  }

  #twice(path: Path): Said {
    const shown = path.every((part) => typeof part === 'string' && this.#known.has(part))
    const key = shown ? path.join('.') : say('config_a_key')
    return say('config_twice', { key, line: nearestLine(this.#lines, path) })
  }

  #lineOf(node: Node): number {
    return this.#lineAt(node.range?.[0] ?? 0)
  }

  #refuse(line: number, said: Said): null {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problemAt(line, said))
    return null
  }
}

const PLAIN_TAGS = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
)

function nearestLine(lines: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)))
    if (line !== undefined) return line
  }
  return 1
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}
