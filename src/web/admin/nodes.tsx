// The fleet: add a node, drain it, take it back, retire it for good.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { addNode } from '../../vpn/add-node.ts'
import { drainNode, listNodes, resumeNode, retireNode } from '../../vpn/nodes.ts'
import { agentSum } from '../kit/agent-file.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import type { SignedVisit } from '../kit/visit.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { NodeAddedView } from './node-added-view.tsx'
import { NodesView, type NodesViewProps } from './nodes-view.tsx'

const AddForm = z.object({ name: z.string(), location: z.string().default(''), address: z.string().default('') })
const EMPTY = { name: '', location: '', address: '' }

type Form = Pick<NodesViewProps, 'values' | 'errors'>

export function adminNodes(web: Web): Record<'list' | 'add' | 'drain' | 'resume' | 'retire', Handler> {
  const { app } = web
  const nodesPage = async (c: PageContext, visit: SignedVisit, status: ContentfulStatusCode, form: Form) => {
    const body = <NodesView csrf={visit.csrf} now={app.clock()} nodes={await listNodes(app)} {...form} />
    return show(web, c, visit, { title: 'Nodes', status }, body)
  }
  const change =
    (verb: typeof drainNode, done: string): Handler =>
    async (c) => {
      const visit = await staff(web, c)
      await verb(app, visit.account, c.req.param('id') ?? '')
      return goTo(c, '/admin/nodes', done)
    }
  return {
    async list(c) {
      return nodesPage(c, await staff(web, c), 200, { values: EMPTY, errors: {} })
    },

    async add(c) {
      const visit = await staff(web, c)
      const values = parse(visit.form, AddForm)
      try {
        const input = { name: values.name, location: values.location || null, address: values.address || null }
        const { line, expiresAt } = await addNode({ ...app, agent: await agentSum() }, visit.account, input)
        const body = <NodeAddedView name={values.name} line={line} expiresAt={expiresAt} />
        return show(web, c, visit, { title: 'Join a node' }, body)
      } catch (error) {
        const { code, status, message } = refused(c, error)
        const errors = code === 'taken' ? { name: message } : { form: message }
        return nodesPage(c, visit, status, { values, errors })
      }
    },

    drain: change(drainNode, 'draining'),
    resume: change(resumeNode, 'active'),
    retire: change(retireNode, 'retired'),
  }
}
