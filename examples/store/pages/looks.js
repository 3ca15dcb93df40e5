/**
 * Looks at the page it runs in and names what a reader would stumble over: text with too little contrast, controls too
 * small to hit, a page wider than its window. `looks.journey.test.ts` runs it in Chromium; the value of its last line is the list.
 * Source  WCAG 2.2: 1.4.3 contrast (minimum), 1.4.10 reflow, 2.5.8 target size (minimum)
 */
const contrastMin = 4.5
const targetSizeMin = 24
const controls = 'button, input:not([type="hidden"], [type="radio"]), .button, .chip'
const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

/** Lays colours of any notation over each other and reads what is seen. */
function toPixel(colours) {
  brush.clearRect(0, 0, 1, 1)
  for (const colour of colours) {
    brush.fillStyle = colour
    brush.fillRect(0, 0, 1, 1)
  }
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3)
}

function toLight(pixel) {
  const [red, green, blue] = pixel.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function toContrast(one, other) {
  const lights = [toLight(one), toLight(other)]
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
}

function findBacks(element) {
  const backs = []
  for (let one = element; one; one = one.parentElement) {
    backs.unshift(getComputedStyle(one).backgroundColor)
  }
  return ['white', ...backs]
}

function isSeen(element) {
  const isLaidOut = element.checkVisibility({ visibilityProperty: true })
  return isLaidOut && !element.closest('.visually-hidden, .skip, svg')
}

function toName(element) {
  return `<${element.localName} class="${element.className}">`
}

function findTexts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const text = walker.currentNode.data.trim()
    if (text !== '' && isSeen(element)) {
      texts.push({ element, text, colour: getComputedStyle(element).color })
    }
  }
  for (const element of document.querySelectorAll('input[placeholder]')) {
    const colour = getComputedStyle(element, '::placeholder').color
    texts.push({ element, text: element.placeholder, colour })
  }
  return texts
}

function findFaint() {
  return findTexts().flatMap(({ element, text, colour }) => {
    const backs = findBacks(element)
    const contrast = toContrast(toPixel([...backs, colour]), toPixel(backs))
    if (contrast >= contrastMin) return []
    return [`contrast ${contrast.toFixed(2)}: ${toName(element)} ${text.slice(0, 40)}`]
  })
}

function findSmall() {
  return [...document.querySelectorAll(controls)]
    .filter((one) => {
      const { width, height } = one.getBoundingClientRect()
      return isSeen(one) && Math.min(width, height) < targetSizeMin
    })
    .map((one) => `small: ${toName(one)}`)
}

function findWide() {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const wide = [...document.body.querySelectorAll('*')].filter(
    (one) => one.getBoundingClientRect().right > width + 0.5 && !one.closest('.tabs, svg'),
  )
  return [`wider than ${width}: ${wide.slice(0, 5).map(toName).join(' ')}`]
}

globalThis.complaints = [...findFaint(), ...findSmall(), ...findWide()]
