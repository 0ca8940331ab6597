// The page of who works here in every state worth looking at, by name.
import type { VNode } from 'preact'
import { StaffView, type StaffRow, type StaffValues } from '../../../src/web/admin/staff-view.tsx'
import * as sample from './samples.ts'

const me: StaffRow = {
  id: 'acct_owner0123456789abcd',
  email: 'owner@example.com',
  role: 'owner',
  isSetUp: true,
  hasSecondFactor: true,
  bannedAt: null,
  since: sample.ago(60 * 24 * 400),
}
const support: StaffRow = { ...me, id: 'acct_2', email: 'ana@example.com', role: 'support', since: sample.ago(90) }
const staff: StaffRow[] = [
  me,
  { ...me, id: 'acct_3', email: 'invited@example.com', isSetUp: false, hasSecondFactor: false },
  support,
  { ...support, id: 'acct_4', email: 'new@example.com', hasSecondFactor: false },
  { ...support, id: 'acct_5', email: 'gone@example.com', bannedAt: sample.ago(5) },
]
const long = [
  { ...me, email: sample.LONG_EMAIL },
  { ...support, email: `x${sample.LONG_EMAIL}`, bannedAt: sample.ago(5), hasSecondFactor: false },
]
const many = Array.from({ length: 200 }, (_, at) => ({ ...support, id: `acct_n${at}`, email: `s${at}@example.com` }))

const values: StaffValues = { email: '', role: 'support' }
const props = { csrf: sample.CSRF, viewer: me.id, staff, listError: null, form: { values, error: null } }
const lastOwner = 'This is the last owner of the shop. Make somebody else an owner first.'
const unknown = 'There is no account with this address. Let them sign up with it first.'

export const STAFF_PAGES: Record<string, VNode> = {
  staff: <StaffView {...props} />,
  'staff-alone': <StaffView {...props} staff={[me]} />,
  'staff-long': (
    <StaffView {...props} staff={long} form={{ values: { email: sample.LONG_EMAIL, role: 'owner' }, error: unknown }} />
  ),
  'staff-last-owner': <StaffView {...props} staff={[me, support]} listError={lastOwner} />,
  'staff-200': <StaffView {...props} staff={[me, ...many]} />,
}
