// What controls hold, and reading it back after something was put into them.

const SETTLE_MS = 300; // how long a mask or a re-rendering may take to bring the value into its form

function oneLineEnd(text) {
  return String(text).replace(/\r\n?/g, "\n");
}

function content(el) {
  if (el.type === "file") return fileNames(el).join("\n");
  if (el.localName === "select") return listed(el.selectedOptions).map((o) => o.text).join("\n");
  if (el.type === "checkbox" || el.type === "radio" || ["checkbox", "radio", "switch"].includes(roleOf(el))) return String(isOn(el));
  if (typeof el.value === "string" && !["button", "li", "data", "meter", "progress"].includes(el.localName)) return oneLineEnd(el.value);
  // Editors keep a blank as one that does not break, and end with an empty line.
  if (el.isContentEditable) return oneLineEnd(el.innerText).replace(/\u00a0/g, " ").replace(/\n$/, "");
  return visibleText(el);
}

function isOn(el) {
  if (el.type === "checkbox" || el.type === "radio") return el.checked;
  return ["aria-checked", "aria-pressed", "aria-selected"].some((name) => el.getAttribute(name) === "true");
}

// Whether a control holds one of the texts. Editors of rich text put lines apart by as much as their paragraphs are.
function holdsOne(el, texts) {
  const line = (text) => (el.isContentEditable ? text.replace(/\n{2,}/g, "\n") : text);
  const actual = line(content(el));
  return texts.some((text) => line(oneLineEnd(text)) === actual);
}

// Puts the cursor in and selects what is there, so that typing replaces it as a person's would.
function selectAll(el) {
  el.focus({ preventScroll: true });
  if (el.select) el.select();
  else {
    const range = document.createRange();
    range.selectNodeContents(el);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

// Whether the first key lets go of what is selected: a window without the focus gets it by that key, and Chromium's driver takes
// what has the focus in a shadow root for another element.
function unselects(el) {
  const inShadow = el.getRootNode() !== el.ownerDocument && !navigator.userAgent.includes("Firefox");
  return inShadow || !topDocument().hasFocus();
}

// ---- Reading back ---------------------------------------------------------------------------------------------

// Leaves each control and compares: items are {id, el, target, expect: [texts], put, hidden}; the first that differs ends it.
// `put` where the value was put there, and not only looked for; `hidden` where it may not be read.
async function readBack(request) {
  const results = [];
  watchLeaving(); // leaving a control may send the form off
  for (const item of request.items) {
    const el = item.el;
    if (request.leave && el.ownerDocument.activeElement) leave(el);
    await tick();
    await until(SETTLE_MS, async () => ({ done: holdsOne(el, item.expect) || !el.isConnected }));
    const find = () => again(item.target, "fill");
    const is = el.isConnected ? el : find();
    const actual = is ? content(is) : "";
    if (item.hidden && item.put) keepUnread(is || el, find);
    // A text that the plugin knows is not tried on what it may not read.
    const same = !!is && holdsOne(is, item.expect) && (item.put || item.hidden || !isHidden(is));
    const hidden = !same && isHidden(is || el);
    if (same) item.hidden ? keepUnread(is, find) : letRead(is);
    const replaced = same ? remember(item.id, is, find, actual) : item.put ? forget(is || el) : [];
    const popup = is && opened(is);
    const control = same ? null : describe(is || el); // what is as it should be needs no name
    results.push({ content: { equal: same, actual, hidden, control, replaced }, popup: popup ? is : null });
    if (!same) break;
  }
  return { results, over: results.every((result) => !result.popup) && overlaid() };
}

function leave(el) {
  const root = el.getRootNode();
  if (root.activeElement === el || el.ownerDocument.activeElement === el) el.blur();
}
