// Texts as a person reads them, and walking through the page with its open shadow roots.
// Everything under form/page/ is one function's body (see script.rs): these names are seen by the files after this one.

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

// A text as a pattern for texts as they stand in the page, not folded: folding ten million letters takes a second. None where
// the letters need more than that.
function pattern(text, gap) {
  if (!text || !/^[\x20-\x7e]+$/.test(text)) return null;
  const words = text.split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(words.join("[\\s\\u200b\\ufeff]" + gap), "i");
}

function holdsText(text, part) {
  const quick = pattern(fold(part), "+");
  return quick ? quick.test(text) : fold(text).includes(fold(part));
}

// `wanted` is {how: "exact" | "contains", text}.
function textMatches(wanted, text) {
  if (wanted.how === "contains") return holdsText(text, wanted.text);
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

// What one look at the page found out: shadow roots by node, labels by control, what labels say by control.
let shadowMemo, labelMemo, sayingMemo;
function lookAnew() { [shadowMemo, labelMemo, sayingMemo] = [new Map(), new Map(), new Map()]; }
lookAnew();

// A list of the page's as one of ours, by its numbers: Firefox crosses over to the page at every step, and its iterators take four.
function listed(list, most = Infinity) {
  const all = [];
  for (let i = 0, count = Math.min(list.length, most); i < count; i++) all.push(list[i]);
  return all;
}

// A form's field may be called `children`: then the form's own property is hidden behind it.
const childrenOf = ((own) => (node) => listed(node.nodeType === 1 ? own.call(node) : node.children))(
  Object.getOwnPropertyDescriptor(Element.prototype, "children").get);

// Elements that pages have many of and that can have no shadow root (DOM standard, "valid shadow host name").
const HOSTS = "*:not(a,b,br,button,dd,dl,dt,em,fieldset,form,i,img,input,label,legend,li,link,meta,ol,optgroup,option,path,script,"
  + "select,small,strong,style,svg,table,tbody,td,textarea,th,thead,tr,ul)";

// Every open shadow root in `root`, nested ones included. A document is walked once a look, and mostly has none.
function shadowRoots(root) {
  if (shadowMemo.has(root)) return shadowMemo.get(root);
  if (root.ownerDocument && !shadowRoots(root.ownerDocument).length) return [];
  const found = [];
  const walk = (node) => {
    if (node.shadowRoot) { found.push(node.shadowRoot); walk(node.shadowRoot); }
    for (const el of listed(node.querySelectorAll(HOSTS))) if (el.shadowRoot) { found.push(el.shadowRoot); walk(el.shadowRoot); }
  };
  walk(root);
  shadowMemo.set(root, found);
  return found;
}

// querySelectorAll through shadow roots, in document order within each root; inside one, through its slots too.
function deepAll(root, selector) {
  const all = listed(root.querySelectorAll(selector));
  for (const shadow of shadowRoots(root)) all.push(...listed(shadow.querySelectorAll(selector)));
  if (root.nodeType === 1 && root.getRootNode().host) {
    for (const slot of root.querySelectorAll("slot")) {
      for (const el of slot.assignedElements({ flatten: true })) all.push(...(el.matches(selector) ? [el] : []), ...deepAll(el, selector));
    }
  }
  return all;
}

// Nearest ancestor, itself included, that matches. Without shadow roots the browser knows: in Firefox a step of ours costs more than
// all of its walk.
function deepClosest(el, selector) {
  if (el.closest && !shadowRoots(el.ownerDocument).length) return el.closest(selector);
  for (let node = el; node; node = parentOf(node)) if (node.nodeType === 1 && node.matches(selector)) return node;
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
  const style = el.ownerDocument.defaultView.getComputedStyle(el);
  if (style.visibility !== "visible") return false;
  if (style.display === "contents") return childrenOf(el).some(isVisible);
  if (el.checkVisibility && !el.checkVisibility()) return false; // in what is folded away (details, content-visibility)
  const box = el.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}

// The text that is rendered: innerText knows about hidden parts and line breaks, but not about shadow roots.
function visibleText(el) {
  if (el.localName === "input" || el.localName === "textarea") return el.value || "";
  let text = el.innerText === undefined ? el.textContent : el.innerText;
  for (const shadow of shadowRoots(el)) {
    for (const child of childrenOf(shadow)) {
      if (child.localName !== "style" && child.localName !== "script") text += "\n" + (child.innerText || "");
    }
  }
  return text;
}

// The text with what stands in its lists and fields, as one reads a heading or a cell: `innerText` has all options of a list in
// one browser and none in the other.
function spoken(el) {
  if (el.nodeType !== 1 || !el.querySelector("input,select,textarea")) return visibleText(el);
  let text = "";
  const walk = (node) => {
    if (node.nodeType === 3) text += node.data;
    if (node.nodeType !== 1 || ["script", "style"].includes(node.localName)) return;
    const style = getComputedStyle(node);
    if (style.display === "none" || style.visibility !== "visible" || style.opacity === "0") return;
    const gap = style.display === "inline" ? "" : " ";
    if (node.localName === "select" || takesText(node)) text += ` ${content(node)} `;
    else { text += gap; for (const child of node.childNodes) walk(child); text += gap; }
  };
  walk(el);
  return text.replace(/\s+/g, " ").trim();
}

// An element in a few words, for error texts: <button id="save" class="primary"> “Save”.
function describe(el) {
  let tag = "<" + el.localName;
  for (const name of ["id", "name", "type", "role"]) {
    const value = el.getAttribute && el.getAttribute(name);
    if (value) tag += ` ${name}="${shorten(value, 40)}"`;
  }
  const classes = el.getAttribute && el.getAttribute("class");
  if (classes && !el.getAttribute("id") && !el.getAttribute("name")) tag += ` class="${shorten(classes, 40)}"`;
  tag += ">";
  const whole = ["html", "body", "frameset"].includes(el.localName); // its text is the page
  const words = whole ? "" : nameOf(el) || (isControl(el) ? labelTexts(el)[0] || "" : visibleText(el));
  return shorten(words ? `${tag} “${shorten(words, 60)}”` : tag, MAX_DESCRIPTION);
}
