/**
 * What a failed end-to-end test leaves behind, so that it can be understood on a machine that nobody can look into: one
 * line in the log, and a picture and the text of each open page in test/.artifacts.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterEach } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { screenshot } from './browser.ts'
import { openPages } from './e2e-ground.ts'

/** What a page shows, as far as it says why somebody waits in vain. */
interface Shown {
  readonly url: string
  /** The element that has the focus, without what is in it. */
  readonly focus: string
  /** What stands over the page. */
  readonly dialogs: readonly string[]
  readonly text: string
}

/** A page that answers nothing does not keep the run, ms. */
const PATIENCE = 10_000

/** Writes down what `page` shows under `name`, and gives it back in a line. */
export async function traceOf(page: Page, name: string): Promise<string> {
  const shown = await atMost(page.evaluate(lookAround))
  if (shown === null) return `${page.url()} does not answer`
  const folder = join(projectRoot, 'test', '.artifacts')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.txt`), `${JSON.stringify(shown, null, 2)}\n\n${shown.text}\n`)
  const picture = await atMost(screenshot(page, name, 'artifacts'))
  const over = shown.dialogs.length === 0 ? 'no dialog' : `dialog: ${shown.dialogs.map(short).join(' / ')}`
  return `${shown.url}, focus on ${shown.focus}, ${over}${picture === null ? ', no picture' : ''}`
}

/** Runs in the page. */
function lookAround(): Shown {
  const over = [...document.querySelectorAll<HTMLElement>('[role=dialog], [role=alertdialog], [role=menu]')]
  const focus = document.activeElement?.cloneNode(false)
  return {
    url: location.href.replace(/#.*/, ''),
    focus: focus instanceof Element ? focus.outerHTML : 'nothing',
    dialogs: over.filter((each) => each.checkVisibility()).map((each) => each.innerText),
    text: document.body.innerText,
  }
}

function short(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 160)
}

/** Null where it fails or takes too long. */
async function atMost<T>(work: Promise<T>): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(resolve, PATIENCE, null)
  try {
    return await Promise.race([work.catch(() => null), promise])
  } finally {
    clearTimeout(timer)
  }
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const [index, page] of openPages().entries()) {
    const name = `failed-${task.fullTestName.replaceAll(/[^\p{L}\d]+/gu, '-').slice(0, 100)}-${index}`
    console.error(`FAILED: ${task.name}: ${await traceOf(page, name)}`)
  }
})
