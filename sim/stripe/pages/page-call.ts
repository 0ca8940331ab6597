// What a hosted page is given and what it is.
import type { Control } from '../control/control.ts'
import type { World } from '../state/world.ts'
import type { PageAnswer } from './page.ts'

export interface PageNeeds {
  world: World
  control: Control
  controlToken: string
  /** Makes everything happen that is due, before the page sees the state. */
  catchUp(): void
  /** Writes the state and sends what events were made. */
  settle(): void
}
export interface PageCall extends PageNeeds {
  /** The parts of the path after the page's own name. */
  rest: string[]
  query: URLSearchParams
  form: URLSearchParams
  cookie: string
}
type Page = (call: PageCall) => PageAnswer
/** The pages whose path begins with the same word. */
export interface Pages {
  get: Page
  post: Page
}
