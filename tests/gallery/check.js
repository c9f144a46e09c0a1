// Look at every message of the page, and list what a reader can't read: text that is cut, that sticks out of its
// message, that lies on other text, or that can't be seen.

const MAY_BE_CUT = ".reference-text"; // Discord itself shows only the beginning of a message that is answered
const SLACK = 1.5; // pixels by which rounding may differ

function findings() {
  const found = [];
  for (const panel of document.querySelectorAll(".panel")) {
    for (const problem of new Set(problems(panel))) found.push(`${panel.id}: ${problem}`);
  }
  return found;
}

function* problems(panel) {
  const frame = panel.getBoundingClientRect();
  const lines = [];
  for (const element of [panel, ...panel.querySelectorAll("*")]) {
    yield* cut(element);
    yield* overlappingBlocks(element);
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && visible(node.data)) yield* text(node, element, frame, lines);
    }
  }
  yield* overlappingLines(lines);
}

function visible(words) {
  return words.replace(/[\s\p{Cf}\p{Mn}\u00ad]/gu, "") !== "";
}

function name(element) {
  const words = element.textContent.replace(/\s+/g, " ").trim();
  return `${element.className || element.localName} “${words.slice(0, 50)}”`;
}

function* cut(element) {
  const style = getComputedStyle(element);
  if (style.display !== "inline" && !element.closest(MAY_BE_CUT) && clips(element)) yield `cut: ${name(element)}`;
}

// Boxes side by side or below one another must not lie on each other. Inside of a line, boxes are higher than the line.
function* overlappingBlocks(parent) {
  const boxes = [...parent.children].filter((child) => {
    const style = getComputedStyle(child);
    return !["inline", "none", "contents"].includes(style.display) && !["absolute", "fixed"].includes(style.position);
  });
  for (let first = 0; first < boxes.length; first++) {
    for (let second = first + 1; second < boxes.length; second++) {
      if (meet(boxes[first].getBoundingClientRect(), boxes[second].getBoundingClientRect())) {
        yield `overlap: ${name(boxes[first])} and ${name(boxes[second])}`;
      }
    }
  }
}

function meet(one, other) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > SLACK && height > SLACK;
}

function* text(node, element, frame, lines) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const unseen = style.visibility !== "visible" || style.color === style.backgroundColor || size < 8;
  if (!rects.length || unseen) yield `not visible: ${name(element)}`;
  const clipped = element.closest(MAY_BE_CUT) || hides(element);
  for (const rect of clipped ? [] : rects) {
    if (rect.left < frame.left - SLACK || rect.right > frame.right + SLACK) yield `sticks out: ${name(element)}`;
    if (rect.top < frame.top - SLACK || rect.bottom > frame.bottom + SLACK) yield `sticks out: ${name(element)}`;
    const middle = (rect.top + rect.bottom) / 2;
    lines.push({ element, left: rect.left, right: rect.right, top: middle - size * 0.3, bottom: middle + size * 0.3 });
  }
}

// What is cut is reported as such; what hides behind the edge lies on nothing.
function hides(element) {
  for (let each = element; each && !each.matches(".panel"); each = each.parentElement) {
    if (clips(each)) return true;
  }
  return false;
}

function clips(element) {
  if (getComputedStyle(element).overflow === "visible") return false;
  return element.scrollWidth > element.clientWidth + SLACK || element.scrollHeight > element.clientHeight + SLACK;
}

function* overlappingLines(lines) {
  lines.sort((one, other) => one.top - other.top);
  for (let first = 0; first < lines.length; first++) {
    for (let second = first + 1; second < lines.length && lines[second].top < lines[first].bottom; second++) {
      if (meet(lines[first], lines[second])) {
        yield `overlap: ${name(lines[first].element)} and ${name(lines[second].element)}`;
      }
    }
  }
}
