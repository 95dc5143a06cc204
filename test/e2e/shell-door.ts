/** What a story about the app and the system around it may do, whatever the app runs on. */
import type { Browser, Page } from 'playwright'

export interface ShellOptions {
  /** Options of the app, as on a command line. */
  readonly args: readonly string[]
  /** A system without a keyring: what it offers is a key that everybody knows. */
  readonly keyring?: 'none'
}

/** The running app. */
export interface ShellApp {
  readonly page: Page
  readonly shell: Shell
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>
  close(): Promise<void>
}

/** What is done to the app from outside its page, and what is seen of it there. */
export interface Shell {
  windows(): Promise<readonly { readonly visible: boolean; readonly minimized: boolean }[]>
  /** Of the one window. */
  minimize(): Promise<void>
  closeWindow(): Promise<void>
  /** Starts the app again beside the one that runs; resolves when that start has ended. */
  startAgain(...args: readonly string[]): Promise<void>
  menuLabels(): Promise<readonly string[]>
  chooseMenu(label: string): Promise<void>
  /** Whether the page would be given it, by the name that pages use. */
  permission(
    name: 'geolocation' | 'notifications' | 'midi' | 'clipboard-read' | 'clipboard-write',
  ): Promise<boolean>
  /** What the system was asked to show. */
  notifications(): Promise<readonly { readonly title: string; readonly body: string }[]>
  clickNotification(index: number): Promise<void>
  /** Addresses that the system was asked to open. */
  opened(): Promise<readonly string[]>
}

export type OpenShell = (options: ShellOptions, browser: Browser) => Promise<ShellApp>
