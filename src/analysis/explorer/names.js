// Names what ipywidgets leaves without a name for who hears the screen: a slider's handle is called as its label, and a
// picture by what it shows. Pieces of the page come and go, so it looks again whenever something is added.
window.explorerNames ||= (() => {
  const name = () => {
    for (const handle of document.querySelectorAll(".explorer .noUi-handle:not([aria-label])"))
      handle.setAttribute("aria-label", handle.closest(".widget-slider").querySelector("label").textContent)
    for (const picture of document.querySelectorAll(".explorer-pictures img:not([alt])"))
      picture.alt = "The sentences above as a figure"
  }
  new MutationObserver(name).observe(document.body, {childList: true, subtree: true})
  name()
  return true
})()
