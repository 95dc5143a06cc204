/**
 * A process that follows blocks until an account has grown by one of them, and then waits to be killed:
 * `node growth-child.ts URL COOKIE FOLDER PHASEFILE`.
 */
import { writeFileSync } from 'node:fs'
import { createInlineDeriver } from '../../../electron/engine/accounts/deriver.ts'
import { createAccountGrowth } from '../../../electron/services/account-growth.ts'
import { openEngine } from '../../ground/engine-ground.ts'

const [url = '', cookieFile = '', folder = '', phaseFile = ''] = process.argv.slice(2)
const forever = new Promise<never>(() => undefined)

const engine = openEngine({ url, cookieFile }, folder, (store) => ({
  ...store,
  apply: async (update) => {
    const applied = await store.apply(update)
    await growth.run(new AbortController().signal)
    if (update.kind !== 'connect') return applied
    writeFileSync(phaseFile, 'grown')
    process.stdout.write('grown\n')
    setInterval(() => undefined, 1_000) // stays until it is killed
    return forever
  },
}))
const growth = createAccountGrowth({
  network: 'regtest',
  store: engine.store.growth,
  deriver: createInlineDeriver(),
  onGrown: () => undefined,
  onFault: (error) => console.error(error),
})
await engine.toTip()
