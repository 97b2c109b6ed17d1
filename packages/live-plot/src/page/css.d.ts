/** Style sheets are imported for their effect: the bundler collects them into page.css. */
declare module '*.css'
