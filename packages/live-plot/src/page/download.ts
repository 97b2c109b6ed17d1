import type { Chart } from './chart.ts'
import { cssColour } from './theme.ts'

/** A chart and the words above it. */
export interface Picture {
  readonly title: string
  readonly chart: Chart
}

const COLUMNS = 2
const TITLE = 28

/** Hands a file to the viewer. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** Paints charts side by side into one PNG. */
export function pngOf(pictures: readonly Picture[]): Promise<Blob> {
  const columns = Math.min(COLUMNS, pictures.length)
  const width = Math.max(0, ...pictures.map(({ chart }) => chart.canvas.width))
  const high = Math.max(0, ...pictures.map(({ chart }) => chart.canvas.height))
  const title = TITLE * devicePixelRatio
  const canvas = document.createElement('canvas')
  canvas.width = width * columns
  canvas.height = (high + title) * Math.ceil(pictures.length / columns)
  const context = canvas.getContext('2d')
  if (context === null) return Promise.reject(new Error('this browser cannot draw'))
  context.fillStyle = cssColour('paper')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.font = `600 ${13 * devicePixelRatio}px system-ui, sans-serif`
  pictures.forEach((picture, index) => {
    const left = (index % columns) * width
    const top = Math.floor(index / columns) * (high + title)
    context.fillStyle = cssColour('ink')
    context.fillText(picture.title, left + 12 * devicePixelRatio, top + title * 0.7)
    context.drawImage(picture.chart.canvas, left, top + title)
  })
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture was made'))))
  })
}
