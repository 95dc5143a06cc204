/** What `tidemark --help` prints. */
export const HELP = `Tidemark watches bitcoin addresses: how much is there, as of which block, according to whom.

Usage: tidemark [options] <command> [arguments]

Commands
  add <entry>...           watch addresses, extended keys (xpub...) and descriptors; one refused line refuses all
      --label TEXT           a name for them
      --group TEXT           the portfolio they belong to; what is watched already moves there
      --widen                also where more may be asked about it there
      --script-type TYPE     of an xpub's addresses: pkh, sh-wpkh, wpkh or tr
      --gap-limit N          how many unused addresses in a row end an account (20)
      --birthday WHEN        read its history from there: a height, or a day (2020-12-31)
  addresses <account>      an account's addresses: path, use, balance
      --chain N              0 receives (default), 1 is change
      --from N, --limit N    which (from 0, 20 of them)
      --gap-limit N          set its gap limit first
  list                     what is watched
      --archived             the archived ones, too
  archive <address>...     out of sight and totals; of all sources, only the own node is asked
      --undo                 bring them back
  remove <address>...      stop watching
  disclosures [address]    who was ever asked about it, or about any
  notices                  what the rules told, newest first (docs/notices.md)
      --limit N, --before P  how many (50), and where to go on
  status                   tip, ledger, node and providers
  sync --once              bring the ledger to the node's tip, finish waiting snapshots
  balance [address...]     the last known figures; nobody is asked
      --archived             the archived ones, too
      --at HEIGHT|DATE       as they were right after that block, or at that time (2020-12-31 is the end of that day)
      --zone ZONE            the time zone of dates (this machine's)
      --refresh              bring the ledger to the node's tip first; with --at, ask providers too
      --fiat EUR             what they are worth, too, by the price known last (with --refresh: of now);
                             with --at, by the price of that day (UTC)
  history [entry...]       what moved, newest first, and since when that is complete
      --group NAME           of a portfolio
      --limit N, --before P  how many (50), and where to go on
      --gone                 those that left the mempool and are in no block
      --at HEIGHT|DATE       those in blocks up to then, as they were then
      --ask                  ask the providers that may be asked for what own data does not reach
      --format csv           the whole list as a table; --fiat EUR: with what it was worth on those days
  journal [entry...]       what changed and why, newest first: paid, spent, replaced, reorganised away
      --group NAME, --limit N, --before P, --format csv, --fiat EUR
  utxos [entry...]         the unspent outputs
      --at HEIGHT|DATE       as they were then
      --format csv           the whole list as a table
  statement [entry...]     opening balance, what moved, closing balance, and what is complete of it
      --from, --to           the first and the last block or day
      --format csv|json      (csv)
      --fiat EUR             with what it was worth on those days, by the prices known already
  history-fill [address...] read the blocks before the first look-up, too; resumed by the same command
      --from WHEN            a height, a day (2020-12-31), or "first": as early as such addresses exist
      --pause, --resume      stop all of it until it is told to go on, also in the app
  check                    whether the ledger holds what the own node says is unspent; repairs what differs
  doctor <key>             where the coins of an extended key or descriptor lie, as every type of address; asks the
                           own node alone, stores nothing; an entry may be named by its label
      --range N              indices of each chain (10000)
  node-check               test the own node step by step, and whether its login could spend
  node-login FILE [USER]   lines for bitcoin.conf that make a login which can only watch; FILE gets its password
  cross-check [address...] whether the ledger and the servers that may be asked say the same
  import FILE              what a list, table or wallet file would add; - is standard input (docs/imports.md)
      --apply                add it
      --columns LIST         which columns of a table mean what: address=1,label=2,group=3,note=4,birthday=5,header=no
      --group TEXT           the portfolio of entries that name none
      --script-type TYPE     of bare extended keys: pkh, sh(wpkh), wpkh or tr
  export [FORM]            the portfolio as csv, json, addresses or descriptors
      --archived             the archived ones, too
      --group TEXT           one portfolio alone
  labels                   all labels (BIP-329)
      set TYPE REF TEXT      label a tx, addr, pubkey, input, output or xpub; '' takes it away
      import FILE            what the file would change; --apply does it, --keep-mine keeps labels that differ
      export [FILE]          all of them as BIP-329
  groups                   the portfolios, with their sums
      rename NAME TO         with --merge into one that exists; of two limits the stricter holds
      delete NAME            its entries stay, in none; --widen where more may then be asked
      move NAME ENTRY...     into it ('' is none); --widen where more may be asked there
      order NAME..., note NAME TEXT
  search TEXT...           addresses, transactions, outpoints, labels, notes, groups, amounts (0.5, 50000 sat)
  backup [FILE]            everything of one's own as one JSON file, without passwords
  restore FILE             what restoring a backup would change; --apply does it and deletes nothing
      --consent              servers, node and limits as they were; without it nobody more may be asked
      --edited               although its checksum is wrong
  prices                   what a bitcoin costs; off until switched on (docs/prices.md)
      use SOURCE CURRENCY    switch on; naming a source is consent to ask it ("prices sources" lists them)
      off                    switch off
      import FILE            prices by day from a CSV; --currency EUR
      now, day DAY...        the price of now, or of past days; --refresh asks the source
  serve                    the app in a browser, on this machine only
      --port N               instead of a random port
      --no-open              print the link, do not open it
      --allow-settings       settings may be changed in that browser
      --api                  answer programs that hold a key, too (docs/api.md)
  api-key create LABEL     a key for such a program; also: api-key list, api-key revoke ID

Options on all commands
  --data-dir DIR           where Tidemark keeps its data
  --network NAME           main (default), testnet4, signet or regtest
  --config FILE            a config.yaml (docs/config.md); one in the data folder is read without it
  --node URL               the own node's RPC, for this run
  --node-cookie FILE       its cookie file (Bitcoin Core's default place otherwise)
  --node-user NAME         a user instead, with
  --node-password-file F   the file that holds the password
  --provider URL           a server that may be asked (repeatable); it learns the addresses
  --api-key-file FILE      holds the API key of those servers
  --proxy URL              the way to every server that may be asked, for this run: a SOCKS5 proxy (Tor),
                           socks5://127.0.0.1:9050; also to those of the settings and of config.yaml, not to the node
  --tier TIER              how far addresses may go: own-node, own-server, tor or public (docs/privacy.md);
                           never farther than the settings and config.yaml allow
  --stale-after BLOCKS     from how many blocks behind a figure is stale (1000)
  --offline                ask nobody
  --json                   the answer as JSON
  --help, --version

Exit codes: 0 all known, 3 some stale, 4 some unknown, 2 wrong usage, 1 fault; of cross-check: 5 some disagree,
4 some cannot be compared; of check: 5 the ledger differed; of doctor: 5 coins that are not watched.
The answer goes to stdout, everything else to stderr. TIDEMARK_LOG=debug|info|warn|error sets the log.`
