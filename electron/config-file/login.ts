/** The node's login as the file gives it: a cookie file, a password file or, least, the password itself. */
import type { ConfigProblem } from './problem.ts'
import type { RawChain } from './schema.ts'
import { Secret } from './secret.ts'
import { pathFrom, readSecretFile } from './secret-file.ts'
import type { ConfigNotice, NodeLogin } from './types.ts'

/** Where relative paths begin, and the lines of the keys for what is said about them. */
export interface LoginSurroundings {
  readonly folder: string
  readonly lineOf: (key: keyof RawChain) => number
}

export interface ReadLogin {
  readonly login: NodeLogin | null
  readonly problems: readonly ConfigProblem[]
  readonly notices: readonly ConfigNotice[]
}

const KEY = 'blockchain.chains.btc'

/** Reads the password file, if that is what is named; the cookie is read by whoever logs in, when it does. */
export async function readLogin(raw: RawChain, around: LoginSurroundings): Promise<ReadLogin> {
  const problem = contradiction(raw, around)
  if (problem !== null) return { login: null, problems: [problem], notices: [] }
  const { username: user, password, password_file, cookie_file } = raw
  if (cookie_file !== undefined) {
    const login = { kind: 'cookie', file: pathFrom(cookie_file, around.folder) } as const
    return { login, problems: [], notices: [] }
  }
  if (user === undefined) return { login: null, problems: [], notices: [] }
  if (password_file !== undefined) return fromPasswordFile(user, password_file, around)
  return {
    login: { kind: 'password', user, password: new Secret(password ?? '') },
    problems: [],
    notices: [],
  }
}

/** Which of the four keys exclude or need each other. */
function contradiction(raw: RawChain, { lineOf }: LoginSurroundings): ConfigProblem | null {
  const { username, password, password_file, cookie_file } = raw
  const said = (text: string, key: keyof RawChain): ConfigProblem => ({ line: lineOf(key), text })
  if (cookie_file !== undefined && [username, password, password_file].some((value) => value !== undefined))
    return said(`${KEY}.cookie_file stands alone: leave username and passwords out.`, 'cookie_file')
  if (password !== undefined && password_file !== undefined)
    return said(`${KEY}.password and password_file exclude each other: keep the file.`, 'password')
  const key = password === undefined ? 'password_file' : 'password'
  if (username === undefined && raw[key] !== undefined)
    return said(`${KEY}.${key} needs a username beside it.`, key)
  if (username !== undefined && raw[key] === undefined)
    return said(`${KEY}.username needs a password_file (or a password) beside it.`, 'username')
  return null
}

async function fromPasswordFile(user: string, path: string, around: LoginSurroundings): Promise<ReadLogin> {
  const line = around.lineOf('password_file')
  const read = await readSecretFile(path, around.folder)
  if (read.kind === 'failed')
    return { login: null, problems: [{ line, text: `${KEY}.password_file ${read.text}.` }], notices: [] }
  const text = 'The password file can be read by others: run "chmod 600" on it.'
  const notices = read.openToOthers ? [{ line, text }] : []
  return { login: { kind: 'password', user, password: read.secret }, problems: [], notices }
}
