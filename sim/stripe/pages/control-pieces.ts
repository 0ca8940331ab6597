// What the sections of the control page are made of: tables, buttons and forms, each of which asks for one action of control by its name.
import type { Kind, Tables } from '../state/tables.ts'
import type { World } from '../state/world.ts'
import { html, type Html } from './html.ts'

export function newest<K extends Kind>(world: World, kind: K, limit: number): Tables[K][] {
  const rows: Tables[K][] = []
  for (const row of world.store.newest(kind)) if (rows.push(row) === limit) break
  return rows
}

export function table(title: string, heads: string[], rows: Html[], after: Html | null = null): Html {
  return html`<section>
    <h2>${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="soft">Nothing yet.</p>`
        : html`<div class="scroll stacked" tabindex="0" role="region" aria-label="${title}">
            <table>
              <thead>
                <tr>
                  ${heads.map((head) => html`<th scope="col">${head}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }
    ${after}
  </section>`
}

export function button(action: string, label: string, fields: Record<string, string>): Html {
  return html`<form method="post" action="/sim/control/${action}">
    ${hidden(fields)}<button class="small plain">${label}</button>
  </form>`
}

/** A list to choose from in a row of a table; `named` says to those who do not see the row what it is of. */
export function chooser(
  action: string,
  name: string,
  {
    named,
    options,
    chosen,
    fields,
  }: { named: string; options: Options; chosen: string; fields: Record<string, string> },
): Html {
  return html`<form method="post" action="/sim/control/${action}" class="actions">
    ${hidden(fields)}<select name="${name}" aria-label="${named}">
      ${optionList(options, chosen)}
    </select>
    <button class="small plain">Set</button>
  </form>`
}

/** Values with what they are called. */
export type Options = Record<string, string>

/** Fields in a row with the button that sends them. */
export function fieldForm(action: string, label: string, fields: Html[]): Html {
  return html`<form method="post" action="/sim/control/${action}" class="row">${fields}<button>${label}</button></form>`
}

export function choice(id: string, name: string, label: string, options: Options, chosen = ''): Html {
  return html`<div class="grow">
    <label class="top" for="${id}">${label}</label>
    <select id="${id}" name="${name}">
      ${optionList(options, chosen)}
    </select>
  </div>`
}

/** A number; from 0 to 1 in any step when it is a `chance`. */
export function number(
  id: string,
  name: string,
  label: string,
  { value, min = 0, chance = false }: { value: number; min?: number; chance?: boolean },
): Html {
  return html`<div class="grow">
    <label class="top" for="${id}">${label}</label>
    <input
      type="number"
      id="${id}"
      name="${name}"
      value="${value}"
      min="${min}"
      ${chance ? html`max="1" step="any"` : ''}
      required
    />
  </div>`
}

export function words(id: string, name: string, label: string, placeholder: string): Html {
  return html`<div class="grow">
    <label class="top" for="${id}">${label}</label>
    <input type="text" id="${id}" name="${name}" placeholder="${placeholder}" autocomplete="off" spellcheck="false" />
  </div>`
}

function hidden(fields: Record<string, string>): Html[] {
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)
}

function optionList(options: Options, chosen: string): Html[] {
  return Object.entries(options).map(
    ([value, label]) => html`<option value="${value}" ${value === chosen ? html` selected` : ''}>${label}</option>`,
  )
}
