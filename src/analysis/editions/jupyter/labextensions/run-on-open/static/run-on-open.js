// Runs all cells of the notebook that the page's option "runOnOpen" names as soon as its kernel is there, so that nobody
// has to look for Run All; no other notebook is run. A container as module federation wants it, written by hand: nothing
// is built and nothing is added.
(() => {
  let shared

  const module = async name => (await Object.values(shared[name])[0].get())()

  const extension = async () => {
    const {PageConfig} = await module("@jupyterlab/coreutils")
    const {INotebookTracker, NotebookActions} = await module("@jupyterlab/notebook")
    const opened = async panel => {
      if (panel.context.path !== PageConfig.getOption("runOnOpen")) return
      await panel.revealed
      await panel.context.ready
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
