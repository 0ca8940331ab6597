// /admin/staff: who works here and as what, an owner's page. A role is given to an account by its address, changed and taken away.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { accountToChange, changeRole, listStaff } from '../../accounts/change-role.ts'
import { STAFF_ROLES } from '../../accounts/core/role-change.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { StaffView, type StaffValues } from './staff-view.tsx'

const RoleForm = z.object({ role: z.enum(STAFF_ROLES) })
const GiveForm = RoleForm.extend({ email: z.string().max(400) })
const EMPTY: StaffValues = { email: '', role: 'support' }
const PAGE = '/admin/staff'

export function adminStaff(web: Web): Record<'list' | 'give' | 'change' | 'take', Handler> {
  const { app } = web
  /** Of one account that is named by the path. */
  const act =
    (done: string, wishOf: (visit: SignedVisit) => Parameters<typeof changeRole>[1]['wish']): Handler =>
    async (c) => {
      const visit = await owner(web, c)
      const wish = wishOf(visit)
      try {
        await changeRole(app, { account: c.req.param('id') ?? '', wish, actor: visit.account })
        return goTo(c, PAGE, done)
      } catch (error) {
        const { status, message } = refused(c, error)
        return staffPage(web, c, visit, { status, listError: message })
      }
    }
  return {
    list: async (c) => staffPage(web, c, await owner(web, c), { status: 200 }),

    async give(c) {
      const visit = await owner(web, c)
      const values = parse(visit.form, GiveForm)
      try {
        const account = await accountToChange(app, values.email)
        await changeRole(app, { account, wish: { act: 'give', role: values.role }, actor: visit.account })
        return goTo(c, PAGE, 'role-given')
      } catch (error) {
        const { status, message } = refused(c, error)
        return staffPage(web, c, visit, { status, values, error: message })
      }
    },

    change: act('role-changed', ({ form }) => ({ act: 'change', role: parse(form, RoleForm).role })),
    take: act('role-taken', () => ({ act: 'take' })),
  }
}

interface Said {
  status: ContentfulStatusCode
  values?: StaffValues
  error?: string | null
  listError?: string | null
}

async function staffPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, values = EMPTY, error = null, listError = null }: Said,
): Promise<Response> {
  const staff = await listStaff(web.app)
  const props = { csrf: visit.csrf, viewer: visit.account, staff, listError, form: { values, error } }
  return show(web, c, visit, { title: 'Staff', status }, <StaffView {...props} />)
}
