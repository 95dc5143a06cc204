/** English texts of the first start, and of the demo. */
export const firstRun = {
  title: 'How should Tidemark look at the chain?',
  text: 'Tidemark only looks: it never asks for a private key or a seed phrase. Numbers need a source, and sources differ in what they learn about you. You can change this at any time.',
  costs: 'What it costs:',
  node: {
    title: 'My own node',
    text: 'A bitcoind that you run. Balances come from the chain itself, block by block.',
    cost: 'nobody learns what you watch.',
    action: 'Look for it',
  },
  servers: {
    title: 'Servers of others',
    text: 'Works at once. Choose some or paste your own; more than one keeps each other honest.',
    cost: 'they learn your addresses, that these belong together, and your IP address unless you use Tor.',
    action: 'Choose servers',
  },
  demo: {
    title: 'Look around',
    text: 'A made-up portfolio, clearly marked.',
    cost: 'nothing: nobody is asked and nothing is stored.',
    action: 'Open the demo',
  },
  later: 'Or add addresses first, and decide about sources later.',
  nothingFound:
    'No node was found where bitcoind keeps its data. It may be elsewhere, or on another machine.',
  byHand: 'Say where it is',
  running: 'It seems to run: its cookie is there.',
  notRunning: 'Its data is there; it does not seem to run.',
  testAndUse: 'Test and use it',
  notUsed: 'It was not set: see the step that failed.',
  paste: 'Other servers, by their URLs',
  tor: 'Through Tor',
  torText: 'Needs Tor on this machine (socks5://127.0.0.1:9050). They do not learn your IP address then.',
  agree: 'They may be asked about my addresses',
  useServers: 'Use them',
  noServer: 'Choose a server, or paste the URL of one.',
  notAgreed: 'Tick that they may be asked: without that, nobody is.',
} as const

/** The banner over the demo. */
export const demo = {
  banner: 'Demo: everything here is made up. Nobody is asked, nothing is stored.',
  leave: 'Leave the demo',
} as const
