import { describe, expect, it } from 'vitest'
import { createEventHub } from '../../../electron/services/hub.ts'
import { SAMPLE_STATUS } from '../../fakes/contract-samples.ts'

const progress = (revision: number) => ({ revision, scan: SAMPLE_STATUS.scan })

/** A hub whose time a test moves by hand, and what its one listener heard. */
function handDrivenHub() {
  const tasks: (() => void)[] = []
  const faults: unknown[] = []
  const hub = createEventHub({
    schedule: (task) => {
      tasks.push(task)
      return () => undefined
    },
    onFault: (error) => faults.push(error),
  })
  const heard: string[] = []
  hub.subscribe((name, payload) => heard.push(`${name} ${'revision' in payload && payload.revision}`))
  return { hub, heard, faults, pauseOver: () => tasks.shift()?.() }
}

describe('the event hub', () => {
  it('passes the first progress on at once and then only the newest of each pause', () => {
    const { hub, heard, pauseOver } = handDrivenHub()
    for (const revision of [1, 2, 3]) hub.emit('scan.progress', progress(revision))
    expect(heard).toEqual(['scan.progress 1'])
    pauseOver()
    expect(heard).toEqual(['scan.progress 1', 'scan.progress 3'])
    hub.emit('scan.progress', progress(4))
    expect(heard).toHaveLength(2)
    pauseOver()
    pauseOver()
    hub.emit('scan.progress', progress(5))
    expect(heard.slice(2)).toEqual(['scan.progress 4', 'scan.progress 5'])
  })

  it('passes changes on at once, also during a pause of progress', () => {
    const { hub, heard } = handDrivenHub()
    hub.emit('scan.progress', progress(1))
    hub.emit('store.changed', { revision: 2 })
    hub.emit('store.changed', { revision: 3 })
    expect(heard).toEqual(['scan.progress 1', 'store.changed 2', 'store.changed 3'])
  })

  it('reports a listener that throws and still tells the others', () => {
    const { hub, heard, faults } = handDrivenHub()
    hub.subscribe(() => {
      throw new Error('broken listener')
    })
    const late: string[] = []
    hub.subscribe((name) => late.push(name))
    hub.emit('store.changed', { revision: 1 })
    expect([heard, late]).toEqual([['store.changed 1'], ['store.changed']])
    expect(faults).toHaveLength(1)
  })

  it('does not tell a listener that unsubscribed, and keeps its twin', () => {
    const { hub } = handDrivenHub()
    let count = 0
    const listener = (): void => {
      count += 1
    }
    const stop = hub.subscribe(listener)
    hub.subscribe(listener)
    stop()
    stop()
    hub.emit('store.changed', { revision: 1 })
    expect(count).toBe(1)
  })
})
