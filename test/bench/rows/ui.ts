/**
 * ui.*: the window in a real Chromium on the built loopback host. There is nobody to compare with: the peer is one unit, so
 * that the ratio is the figure; but of `ui.input`, whose peer is the same at rest.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { NOBODYS_ADDRESS } from '../../../electron/launch/regtest-node.ts'
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import type { RowDefinition } from '../types.ts'
import { buildUi, startUiHost, uiBrowser, uiFolder, uiFolderOf } from '../ui-ground.ts'

const FIRST = 10_000
const MANY = 100_000
const SCROLL_MS = 4_000
const LATE_MS = 25
const MB = 1_000_000
const FIGURE = 'tr[data-watch] [data-sats]'
const FIGURES = { mark: 'figures ', figure: FIGURE }

/** The past is being read. */
const READING = 'text=being read'
/** Typed while it is, over so many new folders at most. */
const LEAST_LETTERS = 20
const MOST_ROUNDS = 12

const one = async (): Promise<number> => 1

/** What the page needs to draw the portfolio: its document, script and style; fonts come after the first paint. */
const uiBundle: RowDefinition = {
  id: 'ui.bundle',
  what: 'document, scripts and style of the first paint, gzipped (at most 250 kB) | 1 kB',
  unit: 'kB',
  better: 'lower',
  target: 250,
  async measure({ log }, signal) {
    await buildUi(log, signal)
    const folder = join(projectRoot, 'dist', 'renderer')
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].flatMap(([, path]) => path ?? [])
    const files = await Promise.all(named.map((path) => readFile(join(folder, path))))
    const bytes = [Buffer.from(page), ...files].reduce((sum, file) => sum + gzipSync(file).length, 0)
    const others = (await readdir(join(folder, 'assets'))).length - named.length
    log(`  ${named.length} files at once, ${others} when they are wanted`)
    return { ours: bytes / 1_000, peer: 1 }
  },
}

/** From the start of the host's process to figures in the table. The browser is open already. */
const uiFirst: RowDefinition = {
  id: 'ui.first',
  what: `from the host's start to balances on the screen, ${FIRST} addresses (at most 1,000 ms) | 1 ms`,
  unit: 'ms',
  better: 'lower',
  target: 1_000,
  async measure({ log }, signal) {
    await buildUi(log, signal)
    const folder = await uiFolder(FIRST)
    const { browser, page: newPage } = await uiBrowser(log, signal)
    try {
      const ours = async (): Promise<number> => {
        const page = await newPage()
        const host = await startUiHost(folder.root, ['--offline'])
        try {
          await page.addInitScript(tellFigures, FIGURES)
          // Asking the page would have it load the asker's own scripts beside what is measured.
          const told = page.waitForEvent('console', (message) => message.text().startsWith(FIGURES.mark))
          await page.goto(host.link, { waitUntil: 'commit' })
          const shownAt = Number((await told).text().slice(FIGURES.mark.length))
          return shownAt - (performance.timeOrigin + host.startedAt)
        } finally {
          await page.context().close()
          await host.close()
        }
      }
      return await measurePair({ ours, peer: one, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      await browser.close()
      await folder.dispose()
    }
  },
}

/** Scrolled through from top to bottom, faster than anybody reads. */
const uiScroll: RowDefinition = {
  id: 'ui.scroll',
  what: `frames later than ${LATE_MS} ms while scrolling ${MANY} rows (at most 5 %) | 1 %`,
  unit: '%',
  better: 'lower',
  target: 5,
  measure: ({ log }, signal) =>
    withMany(log, signal, async (page) => {
      await page.locator(FIGURE).first().waitFor({ timeout: 60_000 })
      const ours = (): Promise<number> => page.evaluate(lateFrames, { forMs: SCROLL_MS, lateMs: LATE_MS })
      return measurePair({ ours, peer: one, rounds: LEAST_ROUNDS, log }, signal)
    }),
}

/** What the host takes with all rows counted and a window open. */
const uiMemory: RowDefinition = {
  id: 'ui.memory',
  what: `resident memory of the host with ${MANY} addresses and a window open (reported) | 1 MB`,
  unit: 'MB',
  better: 'lower',
  target: 1_000,
  measure: ({ log }, signal) =>
    withMany(log, signal, async (page, host) => {
      await page.locator(FIGURE).first().waitFor({ timeout: 60_000 })
      await page.waitForTimeout(3_000)
      return { ours: (await host.memory()) / MB, peer: 1 }
    }),
}

/** A letter typed into the search until the frame after it, while the host reads blocks, and at rest. */
const uiInput: RowDefinition = {
  id: 'ui.input',
  what: 'input to repaint while the past is read at full speed | the same at rest (at most 3 times)',
  unit: 'ms',
  better: 'lower',
  target: 3,
  async measure({ chain, log }, signal) {
    await buildUi(log, signal)
    const { node } = await chain()
    const { browser, page: newPage } = await uiBrowser(log, signal)
    const own = ['--node', node.url, '--node-cookie', node.cookieFile]
    const [resting, busy]: [number[], number[]] = [[], []]
    try {
      for (let round = 0; round < MOST_ROUNDS && busy.length < LEAST_LETTERS; round++) {
        const typed = await typeWhileReading(own, newPage)
        resting.push(...typed.resting)
        busy.push(...typed.busy)
      }
    } finally {
      await browser.close()
    }
    if (busy.length < LEAST_LETTERS) throw new Error('the past was read before enough was typed')
    const [ours, peer] = [median(busy), median(resting)]
    log(`  ${busy.length} letters while it is read: ${ours.toFixed(1)} ms, at rest ${peer.toFixed(1)} ms`)
    return { ours, peer }
  },
}

export const uiRows: readonly RowDefinition[] = [uiBundle, uiFirst, uiScroll, uiInput, uiMemory]

type Host = Awaited<ReturnType<typeof startUiHost>>

async function withMany<T>(
  log: (line: string) => void,
  signal: AbortSignal,
  use: (page: Page, host: Host) => Promise<T>,
): Promise<T> {
  await buildUi(log, signal)
  log(`  making a ledger of ${MANY} addresses ...`)
  const folder = await uiFolder(MANY)
  const { browser, page: newPage } = await uiBrowser(log, signal)
  const host = await startUiHost(folder.root, ['--offline'])
  try {
    const page = await newPage()
    await page.goto(host.link)
    return await use(page, host)
  } finally {
    await host.close()
    await browser.close()
    await folder.dispose()
  }
}

/** Runs in the page before anything of it: tells the end of the first frame that shows a figure, in ms since 1970. */
function tellFigures({ mark, figure }: { readonly mark: string; readonly figure: string }): void {
  const tell = (): void => console.info(`${mark}${performance.timeOrigin + performance.now()}`)
  const look = (): void => {
    if (document.querySelector(figure) === null) requestAnimationFrame(look)
    else requestAnimationFrame(() => setTimeout(tell))
  }
  look()
}

/** Runs in the page: scrolls the table on each frame, and gives back the share of late frames in percent. */
function lateFrames({ forMs, lateMs }: { forMs: number; lateMs: number }): Promise<number> {
  const scroller = document.querySelector('.scroll')
  if (!scroller) throw new Error('the page has no table')
  scroller.scrollTop = 0
  return new Promise((resolve) => {
    const began = performance.now()
    let last = began
    let frames = 0
    let late = 0
    const frame = (now: number): void => {
      frames += 1
      if (now - last > lateMs) late += 1
      last = now
      scroller.scrollTop += 250
      if (now - began < forMs) requestAnimationFrame(frame)
      else resolve((late / frames) * 100)
    }
    requestAnimationFrame(frame)
  })
}

/** A new folder is brought to the tip; then the past of its address is read from the beginning on. */
async function typeWhileReading(
  own: readonly string[],
  newPage: () => Promise<Page>,
): Promise<{ readonly resting: readonly number[]; readonly busy: readonly number[] }> {
  const folder = await uiFolderOf(NOBODYS_ADDRESS)
  const host = await startUiHost(folder.root, own)
  try {
    const page = await newPage()
    await page.goto(host.link)
    await page.locator('[data-phase="at_tip"]').waitFor({ timeout: 60_000 })
    await page.waitForTimeout(500)
    const resting = await typing(page)
    await page.getByRole('button', { name: 'Scan', exact: true }).click()
    await page.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'Start reading' }).click()
    await page.locator(READING).waitFor()
    const typed = await typing(page)
    await page.getByRole('button', { name: 'Scan', exact: true }).click()
    const isReading = (await page.locator(READING).count()) > 0 // else it was over while it was typed
    await page.context().close()
    return { resting, busy: isReading ? typed : [] }
  } finally {
    await host.close()
    await folder.dispose()
  }
}

/** The median of some letters, each from its event to the end of the next frame. */
async function typing(page: Page): Promise<readonly number[]> {
  const field = page.locator('#filter')
  await field.focus()
  const times: number[] = []
  for (const letter of 'abcdefabcd') {
    const painted = await page.evaluateHandle(() => ({
      after: new Promise<number>((resolve) => {
        addEventListener(
          'input',
          ({ timeStamp }) =>
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp))),
          { once: true, capture: true },
        )
      }),
    })) // it listens before the key is pressed
    await page.keyboard.press(letter)
    times.push(await painted.evaluate(({ after }) => after))
    await page.waitForTimeout(30)
  }
  await field.fill('')
  return times
}
