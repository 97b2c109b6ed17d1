/** The last complaints in a log, or else its last lines; stack traces left out. */
export function lastWords(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('\t'))
  const complaints = lines.filter((line) => /ERROR|FATAL|Error:|Exception/.test(line))
  const chosen = (complaints.length > 0 ? complaints : lines).slice(-3)
  return chosen.join(' | ').slice(0, 600) || 'none'
}
