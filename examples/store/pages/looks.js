/**
 * Looks at the page it runs in and names what a reader would stumble over: text with too little contrast, and a page
 * wider than its window. `looks.journey.test.ts` runs it in Chromium; its value is the list of complaints.
 * Source  WCAG 2.2: 1.4.3 contrast (minimum), 1.4.10 reflow, 2.5.8 target size (minimum)
 */
;(() => {
  const contrastMin = 4.5
  const targetSizeMin = 24
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const brush = canvas.getContext('2d', { willReadFrequently: true })

  const toPixel = (colours) => {
    brush.clearRect(0, 0, 1, 1)
    for (const colour of colours) {
      brush.fillStyle = colour
      brush.fillRect(0, 0, 1, 1)
    }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const toLight = (pixel) => {
    const [red, green, blue] = pixel.map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const toContrast = (one, other) => {
    const lights = [toLight(one), toLight(other)]
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
  }
  const backsOf = (element) => {
    const backs = []
    for (let one = element; one; one = one.parentElement)
      backs.unshift(getComputedStyle(one).backgroundColor)
    return ['white', ...backs]
  }
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.closest('.visually-hidden, .skip, svg')
  const nameOf = (element) => `<${element.localName} class="${element.className}">`

  const complaints = []
  const complainOfContrast = (element, colour, text) => {
    const backs = backsOf(element)
    const contrast = toContrast(toPixel([...backs, colour]), toPixel(backs))
    if (contrast >= contrastMin) return
    complaints.push(
      `contrast ${contrast.toFixed(2)}: ${nameOf(element)} ${text.trim().slice(0, 40)}`,
    )
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const text = walker.currentNode.data
    if (text.trim() !== '' && isSeen(element))
      complainOfContrast(element, getComputedStyle(element).color, text)
  }
  for (const input of document.querySelectorAll('input[placeholder]')) {
    complainOfContrast(input, getComputedStyle(input, '::placeholder').color, input.placeholder)
  }
  for (const control of document.querySelectorAll(
    'button, input:not([type="hidden"], [type="radio"]), .button, .chip',
  )) {
    const box = control.getBoundingClientRect()
    if (isSeen(control) && Math.min(box.width, box.height) < targetSizeMin)
      complaints.push(`small: ${nameOf(control)}`)
  }
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > width + 0.5 && !one.closest('.tabs, svg'),
    )
    complaints.push(`wider than ${width}: ${wide.slice(0, 5).map(nameOf).join(' ')}`)
  }
  return complaints
})()
