/** The text of a QR code in a picture, read in this window: the picture goes nowhere. */

/** Longer sides are made shorter first: a photograph has more dots than a code needs, and looking takes as long. */
const MOST_DOTS = 1_600
/** A picture with a code that is hard to find is looked at for as long as somebody waits. */
const LOOK_MS = 3_000
/** Larger files than any camera's picture are not unpacked. */
const MOST_BYTES = 32_000_000

/** Whether a file says that it is a picture. */
export function isPicture(file: File): boolean {
  return file.type.startsWith('image/')
}

/** Null where no code is found, or the file is no picture after all. */
export async function textOfQr(picture: File): Promise<string | null> {
  if (picture.size > MOST_BYTES) return null
  try {
    const { decodeQR } = await import('qr/decode.js')
    const { width, height, data } = await dotsOf(picture)
    return decodeQR({ width, height, data }, { timeLimit: LOOK_MS })
  } catch {
    return null
  }
}

async function dotsOf(picture: File): Promise<ImageData> {
  const bitmap = await createImageBitmap(picture)
  const scale = Math.min(1, MOST_DOTS / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)]
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = '#fff' // what is see-through in a picture is light for those who look at it
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return context.getImageData(0, 0, width, height)
}
