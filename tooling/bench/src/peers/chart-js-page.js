// In the page that is measured: as many charts as the plot's page shows, three in a row.
const charts = []

globalThis.drawCharts = ({ keys, points }) => {
  document.body.style.cssText = 'display:grid;grid-template-columns:repeat(3,1fr);gap:16px'
  for (let key = 0; key < keys; key++) charts.push(chartOf(key, points))
}

/** One more point for each chart, and one less. */
globalThis.nextFrame = ({ step, values }) => {
  for (const [key, chart] of charts.entries()) {
    const { data } = chart.data.datasets[0]
    data.shift()
    data.push({ x: step, y: values[key] })
    chart.update('none')
  }
}

function chartOf(key, points) {
  const place = document.createElement('div')
  place.style.cssText = 'position:relative;height:110px;min-width:0'
  const canvas = document.createElement('canvas')
  place.append(canvas)
  document.body.append(place)
  const data = Array.from({ length: points }, (_, x) => ({ x, y: Math.sin(x / 20 + key) * 40 }))
  return new globalThis.Chart(canvas, {
    type: 'line',
    data: { datasets: [{ data, borderColor: '#0b62a8', borderWidth: 1.5, pointRadius: 0 }] },
    // What its guide to performance asks for: no animation, parsed data, an axis of numbers.
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      scales: { x: { type: 'linear' } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
  })
}
