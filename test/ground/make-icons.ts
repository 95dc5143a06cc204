/** Draws the app's icons in every size from the one drawing, electron/packaging/icons/icon.svg, in a real browser. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { launchChromium } from './browser.ts'
import { findChromium } from './find-chromium.ts'

const FOLDER = join(projectRoot, 'electron', 'packaging', 'icons')
/** Linux wants a file of each size. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** Apple's names of PNG entries, by size. */
const ICNS_TYPES = { 32: 'ic11', 64: 'ic12', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' } as const
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]

async function draw(): Promise<ReadonlyMap<number, Buffer>> {
  const found = await findChromium({ install: false, log: console.log }, AbortSignal.timeout(60_000))
  if (found.kind === 'missing') throw new Error(found.reason)
  const drawing = readFileSync(join(FOLDER, 'icon.svg'), 'utf8')
  const browser = await launchChromium(found.path)
  const pictures = new Map<number, Buffer>()
  try {
    for (const size of SIZES) {
      const page = await browser.newPage({ viewport: { width: size, height: size } })
      await page.setContent(`<body style="margin:0">${drawing}</body>`)
      pictures.set(size, await page.screenshot({ omitBackground: true }))
      await page.close()
    }
  } finally {
    await browser.close()
  }
  return pictures
}

/** Windows' container: a directory of pictures, each a whole PNG. */
function ico(pictures: readonly (readonly [number, Buffer])[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, [size, png]] of pictures.entries()) {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at) // 0 stands for 256
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([header, ...pictures.map(([, png]) => png)])
}

/** Apple's container: type, length, PNG, one after the other. */
function icns(pictures: readonly (readonly [string, Buffer])[]): Buffer {
  const entry = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(type, 0, 'latin1')
    head.writeUInt32BE(8 + data.length, 4)
    return Buffer.concat([head, data])
  }
  return entry('icns', Buffer.concat(pictures.map(([type, png]) => entry(type, png))))
}

const pictures = await draw()
const pictureOf = (size: number): Buffer => {
  const picture = pictures.get(size)
  if (!picture) throw new Error(`no picture of ${size} pixels was drawn`)
  return picture
}
for (const [size, png] of pictures) writeFileSync(join(FOLDER, `${size}x${size}.png`), png)
writeFileSync(join(FOLDER, 'icon.ico'), ico(ICO_SIZES.map((size) => [size, pictureOf(size)])))
const apple = Object.entries(ICNS_TYPES).map(([size, type]) => [type, pictureOf(Number(size))] as const)
writeFileSync(join(FOLDER, 'icon.icns'), icns(apple))
