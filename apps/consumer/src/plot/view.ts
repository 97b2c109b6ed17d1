import type { StatusLine } from '@hops-kafka/cli'
import { createLivePlot, type LivePlot } from '@hops-kafka/live-plot'
import type { ConsumedRecord, FailedRecord, HopsKafka } from 'hops-kafka'
import type { Flags, PlotPlace } from '../flags.ts'
import { Heart } from './heart.ts'
import { Lag } from './lag.ts'
import { openBrowser } from './open-browser.ts'
import { PlotFeed } from './plot-feed.ts'
import { topicFields } from './topic-fields.ts'

/** A plot that is shown, and what feeds it. */
export interface View {
  readonly feed: Pick<PlotFeed, 'addBytes'>
  readonly lag: Lag
  readonly heart: Heart
  take(record: ConsumedRecord<unknown>): void
  skip(bad: FailedRecord): void
  /** Says that no more comes, and ends page and drawing. May be called again. */
  close(): Promise<void>
}

/** Where a view is shown, and how words come beside it. */
export interface Showing {
  readonly flags: Flags
  readonly place: Exclude<PlotPlace, 'none'>
  readonly status: StatusLine
  /** Sends all further words elsewhere: they must not break a drawing. */
  readonly sayThrough: (print: (text: string) => void) => void
  readonly say: (text: string) => void
}

/**
 * Shows a plot of the topic.
 * @throws `LivePlotError` when an option is out of its range or the page cannot be served
 */
export async function openView(hops: HopsKafka, showing: Showing): Promise<View> {
  const { flags, say } = showing
  const plot = createLivePlot({
    title: hops.settings.kafka.topic,
    maxKeys: flags.sensors,
    window: flags.window,
    intervalMs: Math.round(flags.interval * 1000),
    view: flags.sorted ? 'sorted' : 'arrival',
  })
  const { key, time, value } = flags
  const named = { ...(key && { key }), ...(time && { time }), ...(value && { value }) }
  const fields = flags.simple ? [] : await topicFields(hops)
  const feed = new PlotFeed({ plot, fields, named, say })
  const lag = new Lag()
  const heart = new Heart()
  const end = await show(plot, { ...showing, feed, lag })
  const timer = setInterval(() => tell(plot, { lag, heart }), STATUS_MS).unref()
  let closing: Promise<void> | undefined
  return {
    feed,
    lag,
    heart,
    take(record) {
      feed.take(record)
      lag.taken(record)
    },
    skip(bad) {
      feed.skip(bad)
      lag.taken(bad)
    },
    close() {
      closing ??= close(plot, { timer, end })
      return closing
    },
  }
}

const STATUS_MS = 250

interface Ending {
  readonly timer: NodeJS.Timeout
  readonly end: () => void
}

async function close(plot: LivePlot, { timer, end }: Ending): Promise<void> {
  clearInterval(timer)
  plot.status({ state: 'ended' })
  end()
  await plot.close()
}

function tell(plot: LivePlot, { lag, heart }: { lag: Lag; heart: Heart }): void {
  const state = heart.isBeating ? 'running' : 'reconnecting'
  plot.status({ lag: lag.records, partitions: lag.partitions, state })
}

interface Shown extends Showing {
  readonly feed: PlotFeed
  readonly lag: Lag
}

/** Shows the plot; what it returns ends the words beside it. */
async function show(plot: LivePlot, shown: Shown): Promise<() => void> {
  const { flags, place, status, sayThrough, say, feed, lag } = shown
  if (place === 'term') {
    const drawing = plot.toTerminal(process.stderr)
    sayThrough((text) => drawing.print(text))
    return () => {
      drawing.close()
      sayThrough(status.print)
    }
  }
  const { host, port, token, open } = flags
  const { url, takenPort } = await plot.listen({ host, port, ...(token && { token }) })
  if (takenPort !== undefined) say(`port ${takenPort} is taken, using another one`)
  say(`plot: ${url}`)
  if (open)
    openBrowser(url, (reason) => say(`no browser could be started (${reason}): open ${url}`))
  status.show(() => progress(feed, lag))
  return () => status.end()
}

/** The state of the stream on one line. */
function progress({ records, bad }: PlotFeed, { records: waiting, partitions }: Lag): string {
  const parts = [
    `${records.toLocaleString('en')} records plotted`,
    ...(bad > 0 ? [`${bad.toLocaleString('en')} that cannot be`] : []),
    ...(waiting === null ? [] : [`lag ${waiting.toLocaleString('en')}`]),
    ...(partitions === null
      ? []
      : [`${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`]),
  ]
  return parts.join(' · ')
}
