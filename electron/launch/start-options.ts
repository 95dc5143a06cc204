/** What `npm start` keeps for itself; everything else goes to the app as it is. Pure. */

export interface StartOptions {
  readonly demo: boolean
  readonly noOpen: boolean
  readonly help: boolean
  /** Options of the app, which checks them: `--data-dir`, `--network`, `--node` and so on. */
  readonly forwarded: readonly string[]
}

/** Splits the arguments after `npm start --`. */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const own = new Set(['--demo', '--no-open', '--help', '-h'])
  return {
    demo: argv.includes('--demo'),
    noOpen: argv.includes('--no-open'),
    help: argv.includes('--help') || argv.includes('-h'),
    forwarded: argv.filter((argument) => !own.has(argument)),
  }
}

/** `--port` is for the loopback door alone: Electron's window has no port. Both spellings, with their value. */
export function withoutPort(argv: readonly string[]): readonly string[] {
  return argv.filter(
    (argument, index) =>
      argument !== '--port' && !argument.startsWith('--port=') && argv[index - 1] !== '--port',
  )
}

export const START_HELP = `npm start [-- options]      opens Tidemark; builds it first when its sources changed

  --demo                    on a regtest network of its own, with addresses that are paid and spent
  --no-open                 serve on loopback and print the URL instead of opening anything
  --port N                  the loopback port (a free one by default)
  --data-dir DIR            where Tidemark keeps its data
  --network NAME            main, testnet4, signet or regtest
  --node URL                your own bitcoind, with --node-cookie FILE
                            or --node-user NAME --node-password-file FILE
  --provider URL            an Esplora server that may be asked; may be repeated
  --stale-after BLOCKS      from how many blocks behind the own data counts as stale (1000)
  --offline                 ask nobody
`
