// Looking without touching: conditions, states, tables, and the page as a whole.

const MAX_ROWS = 500;
const MAX_CELLS = 50;
const MAX_HEADINGS = 3;
const NEVER_MS = 1e9;             // a page that goes on by itself so late does not

function topDocument() {
  try { return window.top.document || document; } catch (e) { return document; }
}

// ---- Conditions -----------------------------------------------------------------------------------------------

function holdsNow(condition) {
  switch (condition.kind) {
    case "visible": return shows(condition.target);
    case "hidden": return !shows(condition.target);
    case "enabled": return locateQuietly(condition.target).some((el) => isVisible(el) && isEnabled(el));
    case "holds": return locateQuietly(condition.target).map((el) => controlOf(el, "fill"))
      .some((el) => holdsOne(el, [condition.text]) && !(condition.known && isHidden(el)));
    case "count": return counted(condition.target) === condition.count;
    case "text": {
      const body = topDocument().body;
      if (!body) return false;
      const texts = [body, ...shadowRoots(body)];
      if (condition.text.how === "contains") return texts.some((root) => textMatches(condition.text, visibleText(root.body || root.host || root)));
      return byText(place(topDocument()), condition.text).length > 0;
    }
    case "address": return topDocument().URL.includes(condition.text);
    case "title": return textMatches(condition.text, topDocument().title);
    case "page-left": return BORN === act && act > 0;
    default: return false;
  }
}

function locateQuietly(target) {
  return locate(target, "look").found;
}

// Of several, what nobody sees does not show.
function shows(target) {
  const found = locateQuietly(target);
  return found.some((el) => isVisible(el) && (found.length === 1 || !isUnseen(el, found)));
}

function counted(target) {
  return locate(target, "look", true).found.length;
}

// What stands there instead of each condition, for the one look when the time for them is over.
function whatInstead(request) {
  const instead = request.conditions.map((condition) => {
    const value = insteadOf(condition);
    return { number: condition.number, near: [], ...value };
  });
  return { instead };
}

function insteadOf(condition) {
  switch (condition.kind) {
    case "visible": case "hidden": case "enabled": case "holds": {
      const located = locate(condition.target, "look");
      const el = located.found.find(isVisible) || located.found[0];
      if (!el) return { is: "none", near: nothing(condition.target, "look", located).near };
      if (condition.kind === "hidden") return { is: "visible" };
      if (!isVisible(el)) return { is: "hidden" };
      return condition.kind === "holds" ? { is: "holds", text: readMasked(controlOf(el, "fill"), "value").slice(0, 80) } : { is: "disabled" };
    }
    case "count": return { is: "count", count: counted(condition.target) };
    case "text": return { is: "reads", text: shorten(visibleText(topDocument().body || topDocument().documentElement).slice(0, MAX_TEXT), 120) };
    case "address": return { is: "address", text: topDocument().URL };
    case "title": return { is: "title", text: topDocument().title };
    default: return { is: "same-page" };
  }
}

let looked = false; // whether conditions were asked of this document before

// The conditions that are true, by their numbers; waits for the first one. A document that is new is answered for at once,
// so that the host sees whether the server sent it as an error.
async function whichHold(request) {
  const bound = looked ? request.bound : 0;
  looked = true;
  return until(bound, async () => {
    const holding = request.conditions.filter(holdsNow).map((condition) => condition.number);
    return { done: holding.length > 0, value: { holding, href: topDocument().URL } };
  });
}

// ---- Reading --------------------------------------------------------------------------------------------------

// Finds the one element and reads it, in one trip. What is read has a field of its own for each shape that it can have.
async function look(request) {
  const one = await ready(request);
  if (!one.el) return one;
  const field = ["options", "table", "state"].includes(request.what) ? request.what : "text";
  return { [field]: readMasked(one.el, request.what, request.name) };
}

// What the page says: with the number, since a page that gave one may be gone a moment later.
function pageText() {
  return readable(visibleText(topDocument().body || topDocument().documentElement)).slice(0, MAX_TEXT);
}

// What stands where a number should, once it has stood there unchanged for as long as is asked.
async function readNumber(request) {
  let last = null, since = 0;
  return until(request.bound, async () => {
    const one = await ready({ ...request, want: "look", bound: 0 });
    const text = one.el ? readMasked(one.el, "text") : null;
    if (text !== last) [last, since] = [text, performance.now()];
    const stands = !!text && performance.now() - since >= request.still;
    return { done: stands, value: { text, stands, page: text ? pageText() : "", refresh: goesOnIn(), href: topDocument().URL } };
  });
}

// In how many milliseconds the page goes on by itself, as it says in its head; null where it does not.
function goesOnIn() {
  const refresh = (el) => el.httpEquiv.toLowerCase() === "refresh" && /^\s*(\d*\.?\d+)/.exec(el.content);
  const times = [...topDocument().querySelectorAll("meta[http-equiv]")].map(refresh).filter(Boolean).map((found) => 1000 * found[1]);
  return times.length ? Math.round(Math.min(NEVER_MS, ...times)) : null;
}

// What a control holds that was filled with a value which may not be read is not shown: neither as a text nor by which option is
// chosen, however short the value is.
function readMasked(el, what, name) {
  const value = seen(el, what, name);
  if (["text", "table", "heading"].includes(what) ? !isControl(el) : !["value", "attribute", "options", "state"].includes(what)) return value;
  if (value === null || !isHidden(el)) return value;
  switch (what) {
    case "options": return value.map((option) => ({ ...option, chosen: false }));
    case "state": return { ...value, checked: false };
    case "attribute": return OPEN_ATTRIBUTES.includes(name.toLowerCase()) ? value : HIDDEN;
    default: return HIDDEN;
  }
}
const HIDDEN = "•••";
// Attributes that say what a control is, and never what is in it.
const OPEN_ATTRIBUTES = ["id", "name", "type", "class", "role", "for", "form", "maxlength", "required", "pattern", "placeholder", "list", "autocomplete"];

function seen(el, what, name) {
  switch (what) {
    case "text": return readable(visibleText(el));
    case "heading": return spoken(el);
    case "value": return content(el);
    case "attribute": return el.getAttribute(name);
    case "options": {
      const kind = listKind(el);
      if (!kind) return null;
      const all = optionsOf(el, kind);
      return offered(all, all, el, kind).slice(0, MAX_OPTIONS).map(({ text, code, chosen, enabled }) => ({ text, code, chosen, enabled }));
    }
    case "table": return table(el);
    case "state": return {
      visible: isVisible(el), enabled: isEnabled(el), editable: isEnabled(el) && isChangeable(el), checked: isOn(el),
      required: !!el.required || el.getAttribute("aria-required") === "true",
    };
    default: return null;
  }
}

// Whether a person can change what it holds: type into it, switch it, choose from it.
function isChangeable(el) {
  if (isEditable(el)) return true;
  const lists = "select,fieldset,[role=group],[role=radiogroup],[role=listbox],[role=combobox],[aria-haspopup=listbox]";
  const opens = el.readOnly && (el.matches(lists) || !!el.getAttribute("aria-haspopup")); // shows what is chosen, and takes no text
  if (el.getAttribute("aria-readonly") === "true" || (takesValue(el) && !opens)) return false;
  return takesCheck(el) || (el.matches(lists) && !!listKind(el));
}

// Long texts are cut where the host would cut them anyway, without folding their lines.
function readable(text) {
  return text.length > MAX_READ ? text.slice(0, MAX_READ) : text;
}
const MAX_READ = 100000;

function table(el) {
  const grid = el.matches("table,[role=table],[role=grid]") ? el : el.querySelector("table,[role=table],[role=grid]") || el;
  return rowsOf(grid).slice(0, MAX_ROWS).map((cells) => cells.slice(0, MAX_CELLS).map((cell) => shorten(spoken(cell), MAX_TEXT)));
}

// The cells of a table by row; the items of a list, the terms of a glossary with what they mean.
function rowsOf(grid) {
  if (grid.localName === "table") return listed(grid.rows).map((row) => listed(row.cells));
  const rows = deepAll(grid, "[role=row]");
  if (rows.length) return rows.map((row) => deepAll(row, "[role=cell],[role=gridcell],[role=columnheader],[role=rowheader]"));
  const items = deepAll(grid, grid.localName === "dl" ? "dt,dd" : "li,[role=listitem],tr");
  if (grid.localName !== "dl") return items.map((item) => (item.cells ? listed(item.cells) : [item]));
  const terms = [];
  for (const item of items) item.localName === "dt" || !terms.length ? terms.push([item]) : terms[terms.length - 1].push(item);
  return terms;
}

// ---- The page -------------------------------------------------------------------------------------------------

// What the page says that it is, for whoever looked for something else.
function headings() {
  const seen = frames().flatMap((view) => deepAll(view.document, "h1,h2,h3,[role=heading]").filter((el) => isVisible(el) && !isBeside(el)));
  return seen.slice(0, MAX_HEADINGS).map((el) => shorten(spoken(el), 80)).filter((text) => text);
}

function page() {
  const top = topDocument();
  return { href: top.URL, title: top.title, headings: headings(), controls: skeleton() };
}
