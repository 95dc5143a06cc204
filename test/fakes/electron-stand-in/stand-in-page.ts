/** A real page of the test's Chromium in the place of a window of Electron. */
import { readFile } from 'node:fs/promises'
import type { Browser, Download, Frame, Page, Route } from 'playwright'
import type { FrameOfPage, Offers, PageReply } from './offers.ts'
import { BINDING, preloadScript } from './page-side.ts'
import type { PeerCall } from './peer.ts'
import type { DownloadFate } from './state.ts'

/** Chromium knows no app:// here: its pages stand under this origin instead. */
const PAGE_ORIGIN = 'https://bundle.test'
const APP_ORIGIN = 'app://bundle'

/** What a window loads, as main said it. */
export interface LoadedWindow {
  readonly id: number
  readonly url: string
  readonly preload: string
}

export interface StandInPage {
  readonly page: Page
  /** Requests that main did not let through, by their URL as the page meant it. */
  readonly blocked: readonly string[]
  /** Downloads that the page began, with what main made of each. */
  readonly downloads: readonly { readonly name: string; readonly fate: DownloadFate | null }[]
}

/** Opens the window's page: its preload first, its requests answered by main's protocol handler. */
export async function openStandInPage(
  browser: Browser,
  window: LoadedWindow,
  main: PeerCall,
): Promise<StandInPage> {
  const page = await browser.newPage({ serviceWorkers: 'block' })
  const blocked: string[] = []
  await page.exposeBinding(BINDING, ({ frame }, kind: keyof Offers, channel: string, args: unknown[]) =>
    carry(main, window.id, frameOf(page, frame), kind, channel, args),
  )
  await page.addInitScript({ content: preloadScript(await readFile(window.preload, 'utf8')) })
  const downloads: { name: string; fate: DownloadFate | null }[] = []
  page.on('download', (download) => void decide(download, main, downloads))
  let loaded = false
  await page.route('**/*', (route) => answer(route, window.id, main, blocked, loaded))
  await page.goto(toPage(window.url))
  loaded = true
  return { page, blocked, downloads }
}

async function decide(
  download: Download,
  main: PeerCall,
  downloads: { name: string; fate: DownloadFate | null }[],
): Promise<void> {
  const name = download.suggestedFilename()
  const fate = (await main('download', toApp(download.url()), name)) as DownloadFate | null // what this offer gives
  if (fate === null) await download.cancel()
  downloads.push({ name, fate })
}

function frameOf(page: Page, frame: Frame): FrameOfPage {
  return { url: toApp(frame.url()), main: frame === page.mainFrame() }
}

async function carry(
  main: PeerCall,
  windowId: number,
  frame: FrameOfPage,
  kind: keyof Offers,
  channel: string,
  args: unknown[],
): Promise<{ value?: unknown; error?: string }> {
  try {
    return { value: await main(kind, windowId, frame, channel, args) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function answer(
  route: Route,
  windowId: number,
  main: PeerCall,
  blocked: string[],
  byPage: boolean,
): Promise<void> {
  const request = route.request()
  const url = toApp(request.url())
  const navigation = request.isNavigationRequest() && request.frame().parentFrame() === null
  const asked = { url, method: request.method(), navigation, byPage }
  const reply = (await main('request', windowId, asked)) as PageReply // what this offer gives
  if (reply.kind === 'reply') {
    const { status, headers, body } = reply
    return route.fulfill({ status, headers, body: Buffer.from(body) })
  }
  blocked.push(url)
  return route.abort(reply.kind === 'prevented' ? 'aborted' : 'blockedbyclient')
}

function toApp(url: string): string {
  if (url.startsWith('blob:')) return `blob:${toApp(url.slice('blob:'.length))}`
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`)
    ? APP_ORIGIN + url.slice(PAGE_ORIGIN.length)
    : url
}

function toPage(url: string): string {
  if (!url.startsWith(`${APP_ORIGIN}/`)) throw new Error(`main loads ${url}, which is not its own bundle`)
  return PAGE_ORIGIN + url.slice(APP_ORIGIN.length)
}
