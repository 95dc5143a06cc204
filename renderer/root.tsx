import { CSPProvider } from '@base-ui/react/csp-provider'
import { useStore } from 'zustand'
import { App } from './app.tsx'
import { AppContext } from './app-context.ts'
import type { ServicesStore } from './demo-switch.ts'

/** The app over the services in use; another bridge is another window in the same place. */
export function Root({ store }: { readonly store: ServicesStore }) {
  const services = useStore(store)
  return (
    <CSPProvider disableStyleElements>
      <AppContext value={services}>
        <App key={services.demo.active ? 'demo' : 'real'} />
      </AppContext>
    </CSPProvider>
  )
}
