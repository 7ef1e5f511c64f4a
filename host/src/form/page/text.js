// Texts as a person reads them, and walking through the page with its open shadow roots.
// Everything under form/page/ is one function's body (see page.rs): these names are seen by the files after this one.

const MAX_TEXT = 4000;       // characters of one visible text handed to the host
const MAX_DESCRIPTION = 120; // characters of one element's description

// White space folded, case ignored, marks composed.
function fold(text) {
  return String(text).normalize("NFC").replace(/[\s\u200b\ufeff]+/g, " ").trim().toLowerCase();
}

// A label without the decoration that says "required" or "here it comes".
function foldLabel(text) {
  return fold(text).replace(/^[*\s]+/, "").replace(/[\s*:]+$/, "");
}

// `wanted` is {how: "exact" | "contains", text}.
function textMatches(wanted, text) {
  if (wanted.how === "contains") return fold(text).includes(fold(wanted.text));
  const is = fold(text), want = fold(wanted.text);
  return is === want || foldLabel(is) === foldLabel(want);
}

function shorten(text, length) {
  const flat = String(text).replace(/\s+/g, " ").trim();
  return flat.length > length ? flat.slice(0, length - 1) + "…" : flat;
}

// ---- The tree, shadow roots included --------------------------------------------------------------------------

function parentOf(node) {
  return node.assignedSlot || node.parentNode || node.host || null;
}

function deepContains(outer, inner) {
  for (let node = inner; node; node = node.parentNode || node.host || null) if (node === outer) return true;
  return false;
}

let shadowMemo = new Map(); // node -> its shadow roots, for one look at the page
function forgetShadows() { shadowMemo = new Map(); }

// Every open shadow root in `root`, nested ones included.
function shadowRoots(root) {
  if (shadowMemo.has(root)) return shadowMemo.get(root);
  const found = [];
  const walk = (node) => {
    if (node.shadowRoot) { found.push(node.shadowRoot); walk(node.shadowRoot); }
    for (const el of node.querySelectorAll("*")) if (el.shadowRoot) { found.push(el.shadowRoot); walk(el.shadowRoot); }
  };
  walk(root);
  shadowMemo.set(root, found);
  return found;
}

// querySelectorAll through shadow roots, in document order within each root.
function deepAll(root, selector) {
  const all = Array.from(root.querySelectorAll(selector));
  for (const shadow of shadowRoots(root)) all.push(...shadow.querySelectorAll(selector));
  return all;
}

// Nearest ancestor, itself included, that matches.
function deepClosest(el, selector) {
  for (let node = el; node; node = parentOf(node)) if (node.matches && node.matches(selector)) return node;
  return null;
}

// Whether `a` comes before `b`; in different roots the hosts decide.
function precedes(a, b) {
  const chain = (node) => {
    const path = [];
    for (let n = node; n; n = n.getRootNode().host || null) path.unshift(n);
    return path;
  };
  const left = chain(a), right = chain(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] === right[i]) continue;
    return !!(left[i].compareDocumentPosition(right[i]) & Node.DOCUMENT_POSITION_FOLLOWING);
  }
  return left.length < right.length;
}

// ---- What can be seen -----------------------------------------------------------------------------------------

function isVisible(el) {
  if (!el.isConnected) return false;
  if (el.localName === "option" || el.localName === "optgroup") {
    const list = el.closest("select");
    return !!list && isVisible(list);
  }
  const view = el.ownerDocument.defaultView;
  const style = view.getComputedStyle(el);
  if (style.visibility !== "visible") return false;
  if (style.display === "contents") return Array.from(el.children).some(isVisible);
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

// The text that is rendered: innerText knows about hidden parts and line breaks, but not about shadow roots.
function visibleText(el) {
  if (el.localName === "input" || el.localName === "textarea") return el.value || "";
  let text = el.innerText === undefined ? el.textContent : el.innerText;
  for (const shadow of shadowRoots(el)) {
    for (const child of shadow.children) {
      if (child.localName !== "style" && child.localName !== "script") text += "\n" + (child.innerText || "");
    }
  }
  return text;
}

// An element in a few words, for error texts: <button id="save" class="primary"> “Save”.
function describe(el) {
  let tag = "<" + el.localName;
  for (const name of ["id", "name", "type", "role"]) {
    const value = el.getAttribute && el.getAttribute(name);
    if (value) tag += ` ${name}="${shorten(value, 40)}"`;
  }
  if (!el.id && !el.getAttribute("name") && el.classList.length) tag += ` class="${shorten(el.className, 40)}"`;
  tag += ">";
  const words = nameOf(el) || (isControl(el) ? labelTexts(el)[0] || "" : visibleText(el));
  return shorten(words ? `${tag} “${shorten(words, 60)}”` : tag, MAX_DESCRIPTION);
}
