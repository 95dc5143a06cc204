/** The built window over a scripted host, in a context of its own that ends with the test. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost, type DemoHost, type DemoOptions } from '../../renderer/demo/demo-host.ts'
import { startPreview } from './renderer-preview.ts'

/** A window with its host. */
export interface Opened {
  readonly page: Page
  readonly host: DemoHost
  readonly inputs: Map<string, unknown>
  /** An event of the host that its own state does not make. */
  readonly emit: (name: string, payload: unknown) => void
}

/** `before` comes before the host's own answer, `opening` before there are rows. */
export async function openWindow(
  browser: Browser,
  options: DemoOptions = {},
  before: (name: string, input: unknown) => Promise<void> = async () => undefined,
  opening: (page: Page) => Promise<void> = async () => undefined,
): Promise<Opened> {
  const demo = createDemoHost({ ...options, view: { language: 'en', ...options.view } })
  const inputs = new Map<string, unknown>()
  const windows = new Set<(name: string, payload: unknown) => void>()
  const host: DemoHost = {
    ...demo,
    subscribe(listener) {
      const stop = demo.subscribe(listener)
      windows.add(listener)
      return () => windows.delete(listener) && stop()
    },
    async call(name, input) {
      inputs.set(name, input)
      await before(name, input)
      return demo.call(name, input)
    },
  }
  const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), host)
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  onTestFinished(async () => {
    await context.close()
    await preview.close()
  })
  const page = await context.newPage()
  await page.goto(preview.url)
  await opening(page)
  await page.locator('tr[data-watch]').first().waitFor()
  const emit = (name: string, payload: unknown): void => {
    for (const tell of windows) tell(name, payload)
  }
  return { page, host, inputs, emit }
}
