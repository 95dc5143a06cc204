import { describe, expect, it } from 'vitest'
import { createWriteQueue } from '../../../electron/store/write-queue.ts'

describe('the write queue', () => {
  it('lets a person pass the batches that wait, and keeps the order within each lane', async () => {
    const queue = createWriteQueue()
    const order: string[] = []
    const note = (what: string) => (): void => void order.push(what)
    const done = [
      queue.run(note('batch 1'), 'batch'),
      queue.run(note('batch 2'), 'batch'),
      queue.run(note('person 1')),
      queue.run(note('person 2')),
    ]
    await Promise.all(done)
    expect(order).toEqual(['person 1', 'person 2', 'batch 1', 'batch 2'])
  })

  it('does what can wait when nobody else wants to write', async () => {
    const queue = createWriteQueue()
    const order: string[] = []
    const note = (what: string) => (): void => void order.push(what)
    await Promise.all([
      queue.run(note('spare 1'), 'spare'),
      queue.run(note('spare 2'), 'spare'),
      queue.run(() => {
        order.push('batch 1')
        void queue.run(note('batch 2'), 'batch')
      }, 'batch'),
      queue.run(note('person')),
    ])
    expect(order).toEqual(['person', 'batch 1', 'batch 2', 'spare 1', 'spare 2'])
  })

  it('lets a person pass the next batch while another one runs', async () => {
    const queue = createWriteQueue()
    const order: string[] = []
    let person: Promise<void> = Promise.resolve()
    await Promise.all([
      queue.run(() => {
        order.push('batch 1')
        person = queue.run(() => void order.push('person'))
      }, 'batch'),
      queue.run(() => void order.push('batch 2'), 'batch'),
    ])
    await person
    expect(order).toEqual(['batch 1', 'person', 'batch 2'])
  })

  it('hands a fault to whoever gave the job, and goes on with the next', async () => {
    const queue = createWriteQueue()
    const failing = queue.run(() => {
      throw new Error('no')
    })
    const next = queue.run(() => 7)
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe(7)
  })

  it('is crowded for a while by whoever writes, but not by batches', async () => {
    const queue = createWriteQueue()
    await queue.run(() => undefined, 'batch')
    expect(queue.isCrowded()).toBe(false)
    await queue.run(() => undefined)
    expect(queue.isCrowded()).toBe(true)
  })

  it('is idle when all lanes are empty', async () => {
    const queue = createWriteQueue()
    const order: string[] = []
    void queue.run(() => void order.push('spare'), 'spare')
    void queue.run(() => void order.push('batch'), 'batch')
    void queue.run(() => void order.push('person'))
    await queue.idle()
    expect(order).toEqual(['person', 'batch', 'spare'])
  })
})
