// Runs all cells of a notebook with "run_on_open" in its metadata as soon as its kernel is there, so that nobody has to
// look for Run All. A container as module federation wants it, written by hand: nothing is built and nothing is added.
(() => {
  let shared

  const module = async name => (await Object.values(shared[name])[0].get())()

  const extension = async () => {
    const {INotebookTracker, NotebookActions} = await module("@jupyterlab/notebook")
    const opened = async panel => {
      await panel.revealed
      await panel.context.ready
      if (!panel.model.getMetadata("run_on_open")) return
      await panel.sessionContext.ready
      await panel.sessionContext.session?.kernel?.info
      await NotebookActions.runAll(panel.content, panel.sessionContext)
      panel.model.dirty = false // nobody typed anything that leaving the page could lose
      panel.content.activeCellIndex = 0
      panel.content.node.querySelector(".jp-WindowedPanel-outer")?.scrollTo(0, 0)
    }
    const plugin = {
      id: "run-on-open:plugin",
      autoStart: true,
      requires: [INotebookTracker],
      activate: (_, tracker) => tracker.widgetAdded.connect((_, panel) => opened(panel)),
    }
    return () => ({__esModule: true, default: plugin})
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {}
  window._JUPYTERLAB["run-on-open"] = {init: scope => { shared = scope }, get: name => extension(name)}
})()
