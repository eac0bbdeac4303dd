// The browser remembers the settings for as long as its tab is open, so that they survive a reload. Other tabs on the same
// kernel are told of each explorer, too: they keep theirs, and so does a cell that is run again without a reload.
const tab = globalThis.japanTechExplorer ??= { isLoaded: false } // for all widgets: each has a module of its own

function initialize({ model }) {
  if (tab.isLoaded || model.get("begun")) return // begun: it was here before the page was reloaded, and has its settings
  tab.isLoaded = true
  const remembered = sessionStorage.getItem("explorer")
  if (remembered) {
    model.set("remembered", JSON.parse(remembered))
    model.save_changes()
  }
}

// Where the kernel is gone, no control has an effect: they are locked, and a line says what to do.
const GONE = new Set(["restarting", "autorestarting", "terminating", "dead"])

function render({ model, el }) {
  model.set("begun", true)
  model.save_changes()
  const remember = () => sessionStorage.setItem("explorer", JSON.stringify(model.get("settings")))
  model.on("change:settings", remember)
  const line = Object.assign(document.createElement("p"), { className: "explorer-gone" })
  line.setAttribute("role", "alert")
  el.append(line)
  const kernel = model.widget_manager?.kernel
  const say = () => {
    const isVoila = document.querySelector("#rendered_cells")
    const remedy = isVoila ? "reload the page." : "choose Run → Run All Cells."
    line.textContent = `The kernel was restarted or has stopped, so the controls have no effect: ${remedy}`
    el.closest(".explorer")?.querySelectorAll(":scope > *").forEach(part => { part.inert = !part.contains(line) })
    tab.isLoaded = false // what runs next continues with these settings
  }
  const follow = (_, status) => { if (GONE.has(status)) say() }
  kernel?.statusChanged?.connect(follow)
  kernel?.disposed?.connect(say)
  return () => {
    model.off("change:settings", remember)
    kernel?.statusChanged?.disconnect(follow)
    kernel?.disposed?.disconnect(say)
  }
}
export default { initialize, render }
