// The browser remembers the settings for as long as its tab is open, so that they survive a reload.
function initialize({ model }) {
  const remembered = sessionStorage.getItem("explorer")
  model.on("change:settings", () => sessionStorage.setItem("explorer", JSON.stringify(model.get("settings"))))
  if (remembered) {
    model.set("remembered", JSON.parse(remembered))
    model.save_changes()
  }
}
export default { initialize }
