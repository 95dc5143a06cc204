/** What an enemy on this machine or a page in its browser might send to the loopback server, and how it is refused. */

import {
  bytesOf,
  type Headers,
  type Hostile,
  ownOrigin,
  session,
  type Target,
  upgrade,
} from './hostile-shape.ts'

const host = (what: string, value: (port: number) => string | readonly string[]): Hostile => ({
  what: `a Host that is ${what}`,
  bytes: bytesOf({ headers: ({ port }) => ({ Host: value(port) }) }),
  status: 421,
  reason: 'unknown host',
})

const HOSTS: readonly Hostile[] = [
  host('another site’s (DNS rebinding)', (port) => `evil.example:${port}`),
  host('ours without its port', () => '127.0.0.1'),
  host('ours with another port', (port) => `127.0.0.1:${port + 1}`),
  host('ours with a port in another spelling', (port) => `127.0.0.1:0${port}`),
  host('the IPv6 loopback', (port) => `[::1]:${port}`),
  host('ours as IPv6', (port) => `[::ffff:127.0.0.1]:${port}`),
  host('another address of loopback', (port) => `127.0.0.2:${port}`),
  host('ours as one number', (port) => `2130706433:${port}`),
  host('ours in short', (port) => `127.1:${port}`),
  host('all interfaces', (port) => `0.0.0.0:${port}`),
  host('a name that begins like ours', (port) => `127.0.0.1:${port}.evil.example`),
  host('a subdomain of localhost', (port) => `evil.localhost:${port}`),
  host('localhost with a dot behind it', (port) => `localhost.:${port}`),
  host('ours with a user', (port) => `user@127.0.0.1:${port}`),
  host('ours with a path', (port) => `127.0.0.1:${port}/`),
  host('ours and another', (port) => [`127.0.0.1:${port}`, 'evil.example']),
  host('ours twice', (port) => [`127.0.0.1:${port}`, `127.0.0.1:${port}`]),
  host('two in one line', (port) => `127.0.0.1:${port}, evil.example`),
  host('empty', () => ''),
]

const origin = (what: string, value: (at: Target) => string | readonly string[]): Hostile => ({
  what: `a session asked for by ${what}`,
  bytes: session((at) => ({ Origin: value(at) })),
  status: 403,
  reason: 'foreign origin',
})

const ORIGINS: readonly Hostile[] = [
  origin('another site', () => 'http://evil.example'),
  origin('another port of this machine', ({ port }) => `http://127.0.0.1:${port + 1}`),
  origin('localhost, for 127.0.0.1', ({ port }) => `http://localhost:${port}`),
  origin('a sandboxed frame', () => 'null'),
  origin('https under our name', ({ port }) => `https://127.0.0.1:${port}`),
  origin('a file', () => 'file://'),
  origin('an extension', () => 'chrome-extension://abcdefghijklmnop'),
  origin('nobody', () => []),
  origin('two origins, ours among them', (at) => [ownOrigin(at), 'http://evil.example']),
  origin('our origin with a path', (at) => `${ownOrigin(at)}/`),
  origin('our origin in capitals', ({ port }) => `HTTP://127.0.0.1:${port}`),
]

const site = (value: string | readonly string[]): Hostile => ({
  what: `a request that a browser calls ${[value].flat().join(' and ')}`,
  bytes: bytesOf({ headers: () => ({ 'Sec-Fetch-Site': value }) }),
  status: 403,
  reason: 'cross-site request',
})

const SITES: readonly Hostile[] = [
  site('cross-site'),
  site('same-site'),
  site('nonsense'),
  site(['same-origin', 'cross-site']),
  {
    what: 'a form that another site sends with our origin written in',
    bytes: session(() => ({ 'Sec-Fetch-Site': 'cross-site' })),
    status: 403,
    reason: 'cross-site request',
  },
]

const method = (name: string): Hostile => ({
  what: `the method ${name}`,
  bytes: bytesOf({ line: `${name} /`, headers: (at) => ({ Origin: ownOrigin(at) }) }),
  status: 405,
  reason: 'method not allowed',
})

const METHODS: readonly Hostile[] = [
  ...['TRACE', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND', 'PURGE'].map(method),
  { what: 'a made-up method', bytes: bytesOf({ line: 'STEAL /' }), status: 400, reason: 'malformed request' },
  {
    what: 'a method hidden in a header',
    bytes: bytesOf({
      line: 'POST /assets/app.js',
      headers: (at) => ({ Origin: ownOrigin(at), 'X-HTTP-Method-Override': 'DELETE' }),
    }),
    status: 405,
    reason: 'method not allowed',
  },
]

const nothingAt = (path: string): Hostile => ({
  what: `the path ${path}`,
  bytes: bytesOf({ line: `GET ${path}` }),
  status: 404,
  reason: 'not found',
})

const PATHS: readonly Hostile[] = [
  ...[
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%252e%252e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..%c0%afsecret.txt',
    '/..\\secret.txt',
    '/./index.html',
    '//127.0.0.1/index.html',
    '/assets/app.js.map',
    '/assets/app.js%00.html',
    '/index.html/',
    '/__proto__',
    '/constructor',
    '/session',
    '/metrics',
    '/ws',
  ].map(nothingAt),
  {
    what: 'a target with scheme and host',
    bytes: bytesOf({ line: 'GET http://evil.example/' }),
    status: 400,
    reason: 'not an origin-form target',
  },
  {
    what: 'the target *',
    bytes: bytesOf({ line: 'OPTIONS *' }),
    status: 400,
    reason: 'not an origin-form target',
  },
]

const SMUGGLED = 'GET /secret HTTP/1.1\r\nHost: evil.example\r\n\r\n'

const malformed = (what: string, bytes: (at: Target) => string): Hostile => ({
  what,
  bytes,
  status: 400,
  reason: 'malformed request',
})

const SHAPES: readonly Hostile[] = [
  malformed(
    'both a length and chunks',
    session(() => ({ 'Transfer-Encoding': 'chunked' })),
  ),
  malformed(
    'two lengths',
    session(() => ({ 'Content-Length': ['5', '6'] })),
  ),
  malformed(
    'a length that is negative',
    session(() => ({ 'Content-Length': '-1' })),
  ),
  malformed(
    'a length in hex',
    session(() => ({ 'Content-Length': '0x10' })),
  ),
  malformed(
    'an encoding that is not known, and a length',
    session(() => ({ 'Transfer-Encoding': 'xchunked' })),
  ),
  malformed(
    'chunks that are encoded once more',
    session(() => ({ 'Content-Length': [], 'Transfer-Encoding': 'chunked, identity' })),
  ),
  malformed(
    'a chunk of a size that is none',
    session(
      () => ({ 'Content-Length': [], 'Transfer-Encoding': 'chunked' }),
      () => 'zz\r\n{}\r\n0\r\n\r\n',
    ),
  ),
  malformed('a space before a colon', ({ port }) => `GET / HTTP/1.1\r\nHost : 127.0.0.1:${port}\r\n\r\n`),
  malformed(
    'a header line that goes on in the next',
    ({ port }) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-A: b\r\n c: d\r\n\r\n`,
  ),
  malformed(
    'a header without a name',
    ({ port }) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n: x\r\n\r\n`,
  ),
  malformed('a zero byte in a header', bytesOf({ headers: () => ({ 'X-Zero': 'a\0b' }) })),
  malformed(
    'a bare line feed in a header',
    bytesOf({ headers: () => ({ 'X-Feed': 'a\nHost: evil.example' }) }),
  ),
  malformed('a space in the target', bytesOf({ line: 'GET /index.html /secret' })),
  malformed('another protocol', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  malformed('the start of a TLS connection', () => '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03'),
  {
    what: 'no host',
    bytes: () => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    status: 421,
    reason: 'unknown host',
  },
  {
    what: 'HTTP/1.0 without a host',
    bytes: () => 'GET / HTTP/1.0\r\n\r\n',
    status: 421,
    reason: 'unknown host',
  },
  {
    what: 'a second request hidden in the body of a GET',
    bytes: bytesOf({ body: () => SMUGGLED }),
    status: 400,
    reason: 'unexpected body',
  },
  {
    what: 'a second request hidden in the chunks of a GET',
    bytes: bytesOf({
      headers: () => ({ 'Transfer-Encoding': 'chunked', 'Content-Length': [] }),
      body: () => `0\r\n\r\n${SMUGGLED}`,
    }),
    status: 400,
    reason: 'unexpected body',
  },
  {
    what: 'more than 16 kB of headers',
    bytes: bytesOf({ headers: () => ({ 'X-Large': 'x'.repeat(17_000) }) }),
    status: 431,
    reason: 'too many headers',
  },
  {
    what: 'thousands of small headers',
    bytes: bytesOf({ headers: () => ({ 'X-Many': Array.from({ length: 3_000 }, () => 'x') }) }),
    status: 431,
    reason: 'too many headers',
  },
  {
    what: 'a target of 20 kB',
    bytes: bytesOf({ line: `GET /${'x'.repeat(20_000)}` }),
    status: 431,
    reason: 'too many headers',
  },
]

const refusedBody = (
  what: string,
  status: number,
  reason: string,
  headers: (at: Target) => Headers,
  body?: (at: Target) => string,
): Hostile => ({ what: `a session with ${what}`, bytes: session(headers, body), status, reason })
const plain = () => ({})

const BODIES: readonly Hostile[] = [
  refusedBody('a body of a form', 415, 'expected JSON', () => ({
    'Content-Type': 'application/x-www-form-urlencoded',
  })),
  refusedBody('a body of plain text', 415, 'expected JSON', () => ({ 'Content-Type': 'text/plain' })),
  refusedBody('a body of several parts', 415, 'expected JSON', () => ({
    'Content-Type': 'multipart/form-data; boundary=application/json',
  })),
  refusedBody('a body of no type', 415, 'expected JSON', () => ({ 'Content-Type': [] })),
  refusedBody('more than 64 kB', 413, 'too large', plain, () => 'x'.repeat(65_537)),
  refusedBody('no code', 400, 'expected a code', plain, () => '{}'),
  refusedBody('a code that is a number', 400, 'expected a code', plain, () => '{"code":5}'),
  refusedBody(
    'a field beside the code',
    400,
    'expected a code',
    plain,
    ({ code }) => `{"code":"${code}","admin":true}`,
  ),
  refusedBody(
    'a code in a prototype',
    400,
    'expected a code',
    plain,
    ({ code }) => `{"__proto__":{"code":"${code}"}}`,
  ),
  refusedBody('JSON nested deeply', 400, 'expected a code', plain, () => '['.repeat(60_000)),
  refusedBody('a code that was never given', 403, 'the code is wrong', plain, () => '{"code":"guess"}'),
  refusedBody(
    'a good code with a letter more',
    403,
    'the code is wrong',
    plain,
    ({ code }) => `{"code":"${code}x"}`,
  ),
]

const socket = (what: string, status: number, reason: string, bytes: Hostile['bytes']): Hostile => ({
  what: `a socket ${what}`,
  bytes,
  status,
  reason,
})

const SOCKETS: readonly Hostile[] = [
  socket(
    'without an origin',
    403,
    'foreign origin',
    upgrade(() => ({ Origin: [] })),
  ),
  socket(
    'of another site',
    403,
    'foreign origin',
    upgrade(() => ({ Origin: 'http://evil.example' })),
  ),
  socket(
    'of a sandboxed frame',
    403,
    'foreign origin',
    upgrade(() => ({ Origin: 'null' })),
  ),
  socket(
    'of another port',
    403,
    'foreign origin',
    upgrade(({ port }) => ({ Origin: `http://127.0.0.1:${port + 1}` })),
  ),
  socket(
    'called cross-site by the browser',
    403,
    'cross-site request',
    upgrade(() => ({ 'Sec-Fetch-Site': 'cross-site' })),
  ),
  socket(
    'at another host',
    421,
    'unknown host',
    upgrade(({ port }) => ({ Host: `evil.example:${port}` })),
  ),
  socket(
    'without a session',
    401,
    'no session',
    upgrade(() => ({ Cookie: [] })),
  ),
  socket(
    'with a made-up session',
    401,
    'no session',
    upgrade(({ port }) => ({ Cookie: `tidemark-session-${port}=guess` })),
  ),
  socket(
    'with the session under another port’s name',
    401,
    'no session',
    upgrade(({ cookie, port }) => ({ Cookie: cookie.replace(String(port), '1') })),
  ),
  socket(
    'with the session in the query',
    404,
    'not found',
    upgrade(() => ({ Cookie: [] }), 'GET /ws?session=guess'),
  ),
  socket(
    'at another path',
    404,
    'not found',
    upgrade(() => ({}), 'GET /'),
  ),
  socket(
    'by another method',
    405,
    'method not allowed',
    upgrade(() => ({}), 'POST /ws'),
  ),
  socket(
    'of another protocol',
    404,
    'not found',
    upgrade(() => ({ Upgrade: 'h2c' }), 'GET /'),
  ),
  socket(
    'with a body',
    400,
    'unexpected body',
    upgrade(() => ({ 'Content-Length': '5' })),
  ),
]

/** All of them. */
export const HOSTILE: readonly Hostile[] = [
  ...HOSTS,
  ...ORIGINS,
  ...SITES,
  ...METHODS,
  ...PATHS,
  ...SHAPES,
  ...BODIES,
  ...SOCKETS,
]
