// The shapes of what agents send, as strict as agent/contract.ts allows: a node's machine may be in a stranger's hands.
import { z } from 'zod'
import type { EnrolRequest, NodeReport, RenewRequest } from '../../agent/contract.ts'

const version = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,39}$/)
/** An id that we gave out; what is none of ours finds nothing. */
const id = z.string().regex(/^[\w-]{0,64}$/)
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const instant = z.iso.datetime()
/** Printable and on one line: staff read it. */
const sentence = z.string().transform((text) => text.replaceAll(/\p{C}+/gu, ' ').slice(0, 300))

export const EnrolBody: z.ZodType<EnrolRequest> = z.object({
  token: z.string().min(20).max(200),
  agentVersion: version,
  wireguardPublicKey: z.string().max(100),
  openvpnPublicKey: z.string().max(1000),
  identityPublicKey: z.string().max(1000),
})

export const RenewBody: z.ZodType<RenewRequest> = z.object({ identityPublicKey: z.string().max(1000) })

export const ReportBody: z.ZodType<NodeReport> = z.object({
  epoch: id,
  generation: count,
  agentVersion: version,
  now: instant,
  wireguardPublicKey: z.string().max(100),
  problems: z.array(sentence).transform((list) => list.slice(0, 50)),
  peers: z
    .array(
      z.object({
        id,
        protocol: z.enum(['wireguard', 'openvpn']),
        lastSeen: instant.nullable(),
        received: count,
        sent: count,
      }),
    )
    .max(70_000)
    .nullable(),
})

export const StateQuery = z
  .object({
    epoch: id.optional(),
    generation: z.coerce.number().int().min(0).optional(),
    wait: z.coerce
      .number()
      .min(0)
      .default(0)
      .transform((seconds) => Math.min(seconds, 25)),
  })
  .refine(({ epoch, generation }) => (epoch === undefined) === (generation === undefined))
