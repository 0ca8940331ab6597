// /: says what this is, what it costs and how it works, in this order.
import { Icon, type IconName } from '../kit/icons.tsx'
import { LandingHero } from './landing-hero-view.tsx'
import { PlanCards, type PlanCardsProps } from './plan-cards-view.tsx'

export interface LandingViewProps extends Omit<PlanCardsProps, 'path'> {
  /** Where the operator's servers stand, in words; may be empty. */
  locations: string[]
}

const STEPS: { icon: IconName; title: string; text: string }[] = [
  {
    icon: 'card',
    title: 'Choose a plan',
    text: 'Sign up with an e-mail address and pay by card. Access starts within seconds of the payment.',
  },
  {
    icon: 'device',
    title: 'Name a device',
    text: 'Its keys are made in your own browser. We never see the private one.',
  },
  {
    icon: 'shield',
    title: 'Scan and connect',
    text: 'Scan the code with the WireGuard app, or download a file for OpenVPN. That is all.',
  },
]

const QUESTIONS: [string, string][] = [
  [
    'Which apps do I need?',
    'The official WireGuard or OpenVPN app of your system. They are free, and we have none of our own that you would have to trust.',
  ],
  [
    'What do you keep about me?',
    'Your e-mail address, what you paid, and the names of your devices. Not the sites you visit, not your addresses, not the times you connect.',
  ],
  [
    'Can I change or cancel?',
    'Yes, at any time from your billing page. When you cancel, access stays until the end of the time you paid for.',
  ],
  [
    'What if a payment fails?',
    'You stay connected for some days while the card is tried again, and we write to you. After that your devices wait: paying again brings the same keys back.',
  ],
  [
    'How many devices may I use?',
    'As many as the plan says, and each has its own name and key. At the limit you remove one yourself and add another.',
  ],
]

export function LandingView({ locations, ...cards }: LandingViewProps) {
  return (
    <div class="grid gap-16 sm:gap-20">
      <LandingHero signedIn={cards.shopper.kind !== 'visitor'} locations={locations} />
      <section aria-labelledby="how" class="grid gap-6">
        <h2 id="how" class="text-center text-2xl font-bold sm:text-3xl">
          Connected in three steps
        </h2>
        <ol class="grid gap-4 md:grid-cols-3">
          {STEPS.map((step, at) => (
            <li key={step.title} class="panel p-6">
              <div class="mb-4 flex items-center justify-between">
                <span class="grid size-11 place-items-center rounded-full tint-primary text-primary">
                  <Icon name={step.icon} class="size-6" />
                </span>
                <span class="text-3xl font-extrabold text-base-300" aria-hidden="true">
                  {at + 1}
                </span>
              </div>
              <h3 class="font-bold">{step.title}</h3>
              <p class="mt-1 text-soft">{step.text}</p>
            </li>
          ))}
        </ol>
      </section>
      <section id="plans" aria-labelledby="plans-title" class="grid gap-6">
        <h2 id="plans-title" class="text-center text-2xl font-bold sm:text-3xl">
          Choose your lane
        </h2>
        <PlanCards {...cards} path="/" />
      </section>
      <Questions />
    </div>
  )
}

function Questions() {
  return (
    <section aria-labelledby="questions" class="mx-auto grid w-full max-w-3xl gap-5">
      <h2 id="questions" class="text-center text-2xl font-bold sm:text-3xl">
        Asked before
      </h2>
      <div class="panel divide-y divide-base-300">
        {QUESTIONS.map(([question, answer]) => (
          <details key={question} class="group">
            <summary class="flex min-h-14 items-center justify-between gap-4 px-5 py-3 font-semibold">
              {question}
              <span class="turns text-soft">
                <Icon name="chevron" class="size-4" />
              </span>
            </summary>
            <p class="px-5 pb-5 text-soft">{answer}</p>
          </details>
        ))}
      </div>
    </section>
  )
}
