import 'uplot/dist/uPlot.min.css'
import './page.css'
import { Page } from './page.ts'

const root = document.querySelector<HTMLElement>('#page')
if (root !== null) new Page(root)
