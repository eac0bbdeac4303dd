// A labelled slider, and a field for what lies beyond its end. Sends a number when it is released, not while it moves.
function render({ model, el }) {
  el.classList.add("explorer-amount")
  const [low, high, end, step, label] = ["low", "high", "end", "step", "label"].map(name => model.get(name))
  const slider = Object.assign(document.createElement("input"), { type: "range", min: low, max: end, step })
  const field = Object.assign(document.createElement("input"), { type: "number", min: low, max: high, step: "any" })
  slider.dataset.lmSuppressShortcuts = true // else JupyterLab takes the arrow keys
  const words = document.createElement("label")
  words.append(label, slider)
  field.setAttribute("aria-label", `${label}, as a number`)
  el.append(words, field)

  const show = () => { slider.value = field.value = model.get("value") }
  slider.addEventListener("input", () => { field.value = slider.value })
  const send = ({ target }) => {
    if (Number.isFinite(target.valueAsNumber)) {
      target.reportValidity()
      model.set("value", Math.min(Math.max(target.valueAsNumber, low), high))
      model.save_changes()
    }
    show()
  }
  slider.addEventListener("change", send)
  field.addEventListener("change", send)
  field.addEventListener("keydown", event => { if (event.key === "Enter") send(event) })
  model.on("change:value", show)
  show()
}
export default { render }
