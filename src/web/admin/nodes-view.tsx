// /admin/nodes: each server's state, and the form that adds one.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'
import { NodeCard, type NodeRow } from './node-card-view.tsx'

export interface NodesViewProps {
  csrf: string
  now: Date
  nodes: NodeRow[]
  values: { name: string; location: string; address: string }
  errors: Errors<'name' | 'location' | 'address'>
}

export function NodesView({ csrf, now, nodes, values, errors }: NodesViewProps) {
  return (
    <>
      <PageHead
        title="Nodes"
        lead="The servers that end the tunnels. Each asks here what it should be; none is ever called."
      />
      <div class="grid items-start gap-5 lg:grid-cols-[1.7fr_1fr]">
        {nodes.length === 0 ? (
          <Empty icon="node" title="No node yet">
            Add one: you get a single line to paste on the server.
          </Empty>
        ) : (
          <ul class="grid min-w-0 gap-4">
            {nodes.map((node) => (
              <NodeCard key={node.id} csrf={csrf} now={now} node={node} />
            ))}
          </ul>
        )}
        <AddNode csrf={csrf} values={values} errors={errors} />
      </div>
    </>
  )
}

function AddNode({ csrf, values, errors }: Pick<NodesViewProps, 'csrf' | 'values' | 'errors'>) {
  return (
    <Panel title="Add a node">
      <Form action="/admin/nodes" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        <Field
          name="name"
          label="Name"
          value={values.name}
          error={errors.name}
          hint="For example: fra-1"
          maxLength={40}
        />
        <Field
          name="location"
          label="Location (shown to customers)"
          value={values.location}
          error={errors.location}
          hint="For example: Frankfurt"
          required={false}
          maxLength={60}
        />
        <Field
          name="address"
          label="Public address"
          value={values.address}
          error={errors.address}
          hint="Empty: the address it enrols from."
          required={false}
          maxLength={253}
        />
        <div>
          <button type="submit" class="btn btn-primary h-11">
            Add node
          </button>
        </div>
      </Form>
    </Panel>
  )
}
