// What ipywidgets leaves to do in the page. Pieces of it come and go, so it looks again whenever something is added.
window.explorerNames ||= (() => {
  // Names for who hears the screen: a slider's handle is called as its label, and a picture by what it shows;
  // what a move changed is told.
  const name = () => {
    for (const handle of document.querySelectorAll(".explorer .noUi-handle:not([aria-label])"))
      handle.setAttribute("aria-label", handle.closest(".widget-slider").querySelector("label").textContent)
    for (const picture of document.querySelectorAll(".explorer-pictures img:not([alt])"))
      picture.alt = "The sentences above as a figure"
    for (const told of document.querySelectorAll(":is(.explorer-brief, .explorer-message):not([aria-live])"))
      told.setAttribute("aria-live", "polite")
  }

  // Settings outlast a page that is loaded anew: what Python says is kept for this tab, and typed in once it asks.
  const place = "explorer"  // and no address, which JupyterLab changes while it loads
  const keep = () => {
    const typed = document.querySelector(".explorer-memory input")
    const said = document.querySelector(".explorer-memory .widget-html-content")
    if (!typed || !said) return
    const now = said.textContent
    if (typed.kept === undefined) {
      const before = sessionStorage.getItem(place)
      typed.kept = now
      if (!before || before === now) return
      typed.value = before
      typed.dispatchEvent(new Event("input", {bubbles: true}))
    } else if (typed.kept !== now) {
      typed.kept = now
      if (now) sessionStorage.setItem(place, now)
      else sessionStorage.removeItem(place)
    }
  }

  // A number field drops what is no number; the browser says so in its own words.
  document.addEventListener("input", ({target}) => {
    if (target.closest(".explorer") && target.validity?.badInput) target.reportValidity()
  }, true)

  const look = () => {
    name()
    try { keep() } catch { /* a browser that keeps nothing for pages */ }
  }
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true})
  look()
  return true
})()
