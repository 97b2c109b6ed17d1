/**
 * What the page and the server say to each other. Nothing of Node's or the browser's in it, so that
 * both sides can import it.
 *
 * Routes, all of them GET (or HEAD), same origin, no query needed once the page is open:
 *
 * | route           | answer                                                                   |
 * | --------------- | ------------------------------------------------------------------------ |
 * | `/`             | `index.html`, the page                                                   |
 * | `/page.js`      | its one script, an ES module bundled from `src/page/main.ts`             |
 * | `/page.css`     | its one style sheet, bundled from what `main.ts` imports as CSS          |
 * | `/events`       | `text/event-stream`: the frames below                                    |
 * | `/series.json`  | {@link SeriesDocument}: everything, with plain numbers                   |
 * | `/metrics`      | Prometheus text                                                          |
 * | `/healthz`      | `ok`                                                                     |
 *
 * The page opens one `EventSource('/events')`. Each event's name is the frame's `type`, its data
 * one line of JSON. The first event of a connection is a snapshot. After it come deltas, at most
 * one an interval and only when something changed; each builds on the frame with `seq - 1`. A
 * client too slow for the frames misses some of them and then gets a snapshot again. A comment
 * line travels when nothing else did for 15 seconds. On the `bye` event the server closes for good.
 *
 * With a token, the page is opened as `/?token=…`, which sets a cookie and leads to `/`; the cookie
 * then travels by itself. Without it every route but `/healthz` answers 401.
 *
 * The content security policy is `default-src 'none'; script-src 'self'; style-src 'self';
 * connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none';
 * frame-ancestors 'none'`: no inline script or style element, no `style="…"` in markup (setting
 * `element.style.x` from script is allowed), no font or file from elsewhere.
 *
 * Keys, titles, units and error texts are hostile: they go into the document as text only.
 */

/**
 * Numbers as base64 of IEEE 754 doubles, little-endian, read by `decodeNumbers`.
 * Exact, and cheap to write and to read where a snapshot holds a million of them.
 */
export type Numbers = string

/** Where the source of the records stands, as its owner says or as the records show. */
export type StreamState =
  /** Nothing came yet. */
  | 'waiting'
  /** Records come, or may come at any moment. */
  | 'live'
  /** Records come, but more of them wait than the last ten seconds brought. */
  | 'lagging'
  /** The owner says that the source was lost and is being sought again. */
  | 'reconnecting'
  /** The owner says that no more will come. */
  | 'ended'

/** Counters of one key. Counts are since the start, not of the window. */
export interface KeyCounters {
  /** Records of this key. */
  readonly count: number
  /** Records a second, weighted towards the last five seconds; three significant digits. */
  readonly rate: number
  /**
   * Records whose event time lies below the highest seen before of this key, duplicates left out.
   */
  readonly late: number
  /** Records equal in event time and value to one still in the window. */
  readonly duplicates: number
  /**
   * Steps missing between the lowest and the highest event time, by the usual step of this key.
   * A late record fills its gap, so the number can fall. 0 while no usual step is known.
   */
  readonly gaps: number
  /** The usual step between event times in milliseconds; null while none is known. */
  readonly stepMs: number | null
  /** Bad records that named this key. */
  readonly bad: number
}

/** The state of the whole stream. Counts are since the start. */
export interface StreamStatus {
  readonly state: StreamState
  /** Records plotted, those of keys left out not among them. */
  readonly records: number
  /** Records of keys left out: not asked for, or beyond the most keys. */
  readonly recordsLeftOut: number
  /** How many keys were left out as one too many; counted up to 10,000. */
  readonly keysLeftOut: number
  /** Bad records in all. */
  readonly bad: number
  /** Records a second, plotted and left out, weighted towards the last five seconds. */
  readonly recordsPerSecond: number
  /** Bytes a second, where the owner tells the size of records. */
  readonly bytesPerSecond: number
  /** Records that wait to be read; null where the owner does not say. */
  readonly lag: number | null
  /** Partitions read by this process; null where the owner does not say. */
  readonly partitions: number | null
  /** When this was taken: milliseconds since 1970-01-01 UTC by the server's clock. */
  readonly atMs: number
}

/** What does not change while the server runs. */
export interface PlotInfo {
  /** Heading of the page. */
  readonly title: string
  /** Unit of the values, empty for none. */
  readonly unit: string
  /** Most points kept for each key. */
  readonly window: number
  /** Least time from one frame to the next, in milliseconds. */
  readonly intervalMs: number
  /** Most keys plotted. */
  readonly maxKeys: number
  /** The view to open with; the viewer may choose the other. */
  readonly view: PlotView
}

/** In order of arrival, or sorted by event time. */
export type PlotView = 'arrival' | 'sorted'

/** A key that is new to the client. */
export interface NewSeries {
  /** Small number that stands for the key in later frames, from 0 without gaps. */
  readonly id: number
  /** The key, at most 256 UTF-16 units, otherwise as it came: any character may be in it. */
  readonly key: string
}

/** Points that came to one key, in order of arrival. */
export interface SeriesPoints {
  readonly id: number
  /**
   * Arrival number of the first point here, from 0 for the first record of this key. The others
   * follow without gaps. Greater than the client's next number where more came than the window holds: what the client has
   * is then older than the window and to be dropped.
   */
  readonly first: number
  /** Event times, milliseconds since 1970-01-01 UTC, always finite, in any order. */
  readonly times: Numbers
  /** Values, as many as times; NaN and infinities are drawn as gaps. */
  readonly values: Numbers
}

/** New counters of one key, in place of the old ones. */
export interface SeriesCounters extends KeyCounters {
  readonly id: number
}

/** A record that could not be plotted. */
export interface BadRecord {
  /** Counts bad records from 0; greater by more than one where some were dropped from the list. */
  readonly number: number
  /** Empty where the owner does not say. */
  readonly topic: string
  readonly partition: number | null
  /** Decimal, since offsets have 64 bits; null where the owner does not say. */
  readonly offset: string | null
  /** The key it named, if that could be read, shortened like every key. */
  readonly key: string | null
  /** What is wrong with it, at most 500 UTF-16 units. */
  readonly error: string
  /** Its first bytes, at most 32, as lower-case hexadecimal digits. */
  readonly firstBytes: string
  /** When it was reported: milliseconds since 1970-01-01 UTC. */
  readonly atMs: number
}

/** Everything a client needs to start from nothing. Replaces all that it has. */
export interface SnapshotFrame {
  readonly type: 'snapshot'
  /** Number of this frame. */
  readonly seq: number
  readonly info: PlotInfo
  readonly status: StreamStatus
  /** Every key, by id. */
  readonly keys: readonly NewSeries[]
  /** The window of every key that has points. */
  readonly points: readonly SeriesPoints[]
  /** The counters of every key. */
  readonly counters: readonly SeriesCounters[]
  /** The last bad records, at most {@link BAD_RECORDS_KEPT}, oldest first. */
  readonly bad: readonly BadRecord[]
}

/** What changed since frame `seq - 1`. */
export interface DeltaFrame {
  readonly type: 'delta'
  readonly seq: number
  readonly status: StreamStatus
  /** Keys seen for the first time. */
  readonly keys: readonly NewSeries[]
  /** Points of the keys that got some, to be appended. */
  readonly points: readonly SeriesPoints[]
  /** Counters of the keys whose counters changed; a rate falls without new points. */
  readonly counters: readonly SeriesCounters[]
  /** New bad records, oldest first. */
  readonly bad: readonly BadRecord[]
}

/** The data of an event on `/events`. */
export type Frame = SnapshotFrame | DeltaFrame

/** How many bad records the server keeps; a page does well to keep as many. */
export const BAD_RECORDS_KEPT = 100

/** One key in {@link SeriesDocument}. */
export interface SeriesEntry extends KeyCounters {
  readonly key: string
  /** Arrival number of the first point. */
  readonly first: number
  readonly times: readonly number[]
  /** Null where the value is no finite number. */
  readonly values: readonly (number | null)[]
}

/** The answer of `/series.json`. */
export interface SeriesDocument {
  readonly info: PlotInfo
  readonly status: StreamStatus
  readonly series: readonly SeriesEntry[]
  readonly bad: readonly BadRecord[]
}
