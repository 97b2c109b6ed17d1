import type { SnapshotFrame } from '../frame.ts'
import './page.css'

const plot = document.querySelector('#plot')
const events = new EventSource('/events')
events.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
  const { info, keys }: SnapshotFrame = JSON.parse(data)
  if (plot) plot.textContent = `${info.title}: ${keys.map(({ key }) => key).join(', ')}`
})
