/** The node's login as the file gives it: a cookie file, a password file or, least, the password itself. */
import { type Said, say } from '../../shared/said.ts'
import { type ConfigProblem, problemAt } from './problem.ts'
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
  const at = (key: keyof RawChain, said: Said): ConfigProblem => problemAt(lineOf(key), said)
  if (cookie_file !== undefined && [username, password, password_file].some((value) => value !== undefined))
    return at('cookie_file', say('config_cookie_alone', { key: `${KEY}.cookie_file` }))
  if (password !== undefined && password_file !== undefined)
    return at('password', say('config_passwords', { key: `${KEY}.password` }))
  const key = password === undefined ? 'password_file' : 'password'
  if (username === undefined && raw[key] !== undefined)
    return at(key, say('config_needs_user', { key: `${KEY}.${key}` }))
  if (username !== undefined && raw[key] === undefined)
    return at('username', say('config_needs_password', { key: `${KEY}.username` }))
  return null
}

async function fromPasswordFile(user: string, path: string, around: LoginSurroundings): Promise<ReadLogin> {
  const line = around.lineOf('password_file')
  const read = await readSecretFile(path, around.folder)
  if (read.kind === 'failed') {
    const why = say('config_rule', { key: `${KEY}.password_file`, rule: read.said })
    return { login: null, problems: [problemAt(line, why)], notices: [] }
  }
  const notices = read.openToOthers ? [problemAt(line, say('config_password_open'))] : []
  return { login: { kind: 'password', user, password: read.secret }, problems: [], notices }
}
