// The header and the one navigation: in the header on wide screens, docked at the bottom on a phone, the same list.
import type { Role } from '../../db/schema.ts'
import { Form } from './components/form.tsx'
import { Icon, Mark, type IconName } from './icons.tsx'

/** Who is signed in, as the frame of a page names him. */
export interface Viewer {
  email: string
  role: Role
  isAnonymous: boolean
}

interface Entry {
  href: string
  label: string
  icon: IconName
}

const PORTAL: Entry[] = [
  { href: '/dashboard', label: 'Overview', icon: 'home' },
  { href: '/devices', label: 'Devices', icon: 'devices' },
  { href: '/billing', label: 'Billing', icon: 'card' },
  { href: '/account', label: 'Account', icon: 'person' },
]
const ADMIN: Entry[] = [
  { href: '/admin', label: 'Overview', icon: 'gauge' },
  { href: '/admin/customers', label: 'Customers', icon: 'people' },
  { href: '/admin/nodes', label: 'Nodes', icon: 'node' },
  { href: '/admin/inbox', label: 'Inbox', icon: 'inbox' },
]
const TO_ADMIN: Entry = { href: '/admin', label: 'Admin', icon: 'shield' }
const TO_PORTAL: Entry = { href: '/dashboard', label: 'Portal', icon: 'arrow' }

interface HeaderProps {
  path: string
  viewer: Viewer | null
  csrf: string
}

export function Header({ path, viewer, csrf }: HeaderProps) {
  const inAdmin = path === '/admin' || path.startsWith('/admin/')
  return (
    <header class="sticky top-0 z-30 border-b border-base-300 bg-base-100">
      <div class="mx-auto flex h-16 max-w-6xl items-center gap-4 px-4 sm:px-6">
        <a href={viewer ? '/dashboard' : '/'} class="flex items-center gap-2.5 text-lg font-bold tracking-tight">
          <Mark />
          Turnpike
          {inAdmin && <span class="rounded-full bg-neutral px-2 py-0.5 text-xs text-neutral-content">Admin</span>}
        </a>
        {viewer ? (
          <>
            <Navigation path={path} entries={entriesFor(viewer.role, inAdmin)} />
            <AccountMenu viewer={viewer} csrf={csrf} />
          </>
        ) : (
          <VisitorLinks />
        )}
      </div>
    </header>
  )
}

function entriesFor(role: Role, inAdmin: boolean): Entry[] {
  if (inAdmin) return [...ADMIN, TO_PORTAL]
  return role === 'customer' ? PORTAL : [...PORTAL, TO_ADMIN]
}

function isHere(path: string, entry: Entry): boolean {
  return path === entry.href || (entry.href !== '/admin' && path.startsWith(`${entry.href}/`))
}

function Navigation({ path, entries }: { path: string; entries: Entry[] }) {
  return (
    <nav
      aria-label="Main"
      class="fixed inset-x-0 bottom-0 z-30 border-t border-base-300 bg-base-100 pb-[env(safe-area-inset-bottom)] md:static md:flex-1 md:border-0 md:pb-0"
    >
      <ul class="mx-auto grid h-16 max-w-lg auto-cols-fr grid-flow-col md:mx-0 md:flex md:h-auto md:max-w-none md:gap-1">
        {entries.map((entry) => (
          <li key={entry.href}>
            <a
              href={entry.href}
              aria-current={isHere(path, entry) ? 'page' : undefined}
              class="flex h-full flex-col items-center justify-center gap-1 text-xs font-medium text-soft hover:text-base-content aria-[current=page]:font-bold aria-[current=page]:text-primary md:h-10 md:flex-row md:gap-2 md:rounded-field md:px-3 md:text-sm md:hover:bg-base-200 md:aria-[current=page]:bg-base-200"
            >
              <Icon name={entry.icon} class="size-5 md:size-4" />
              {entry.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function AccountMenu({ viewer, csrf }: { viewer: Viewer; csrf: string }) {
  return (
    <details class="relative ml-auto md:ml-0">
      <summary class="btn btn-sm btn-ghost h-10 gap-2 px-2" aria-label="Your account">
        <span class="grid size-8 place-items-center rounded-full bg-primary text-sm font-bold text-primary-content uppercase">
          {viewer.email.slice(0, 1)}
        </span>
        <Icon name="chevron" class="size-4" />
      </summary>
      <div class="panel absolute right-0 mt-2 grid w-64 gap-1 p-2 shadow-lg">
        <p class="truncate px-3 py-2 text-sm text-soft">{viewer.email}</p>
        <a href="/account" class="rounded-field px-3 py-2 font-medium hover:bg-base-200">
          Account
        </a>
        {!viewer.isAnonymous && (
          <a href="/affiliate" class="rounded-field px-3 py-2 font-medium hover:bg-base-200">
            Affiliate
          </a>
        )}
        <Form action="/log-out" csrf={csrf}>
          <button
            type="submit"
            class="w-full cursor-pointer rounded-field px-3 py-2 text-left font-medium hover:bg-base-200"
          >
            Log out
          </button>
        </Form>
      </div>
    </details>
  )
}

function VisitorLinks() {
  return (
    <nav aria-label="Main" class="ml-auto flex items-center gap-1 sm:gap-2">
      <a href="/plans" class="btn btn-sm btn-ghost hidden h-10 sm:inline-flex">
        Plans
      </a>
      <a href="/log-in" class="btn btn-sm btn-ghost h-10">
        Log in
      </a>
      <a href="/sign-up" class="btn btn-sm btn-primary h-10">
        Sign up
      </a>
    </nav>
  )
}
