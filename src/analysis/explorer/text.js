// Sentences and a figure. Clicking a number or a verdict shows below its paragraph how it was made, which is its title.
function render({ model, el }) {
  const [words, figure, origin] = ["explorer-words", "explorer-figure", "explorer-origin"]
    .map(className => Object.assign(document.createElement("div"), { className }))
  words.setAttribute("aria-live", "polite")
  el.append(words, figure)

  const links = () => [...el.querySelectorAll("a[href^='#'][title]")]
  let chosen = -1
  const explain = () => {
    const link = links()[chosen]
    links().forEach(it => it.setAttribute("aria-expanded", it === link))
    origin.textContent = link?.title
    if (link) link.closest("p, figcaption").after(origin)
    else origin.remove()
  }
  const show = (part, html) => {
    const before = [...part.querySelectorAll("a")].map(it => it.textContent)
    part.innerHTML = html
    part.querySelectorAll("a").forEach((it, n) => {
      it.classList.toggle("changed", n in before && before[n] !== it.textContent)
      it.dataset.lmSuppressShortcuts = true // else JupyterLab takes the Enter key
    })
    explain()
  }
  el.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']")
    if (!link) return
    event.preventDefault()
    const n = links().indexOf(link)
    chosen = n === chosen ? -1 : n
    explain()
    origin.scrollIntoView({ block: "nearest" })
  })
  for (const [name, part] of Object.entries({ words, figure })) {
    model.on(`change:${name}`, () => show(part, model.get(name)))
    show(part, model.get(name))
  }
}
export default { render }
