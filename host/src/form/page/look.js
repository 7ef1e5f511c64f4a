// Looking without touching: conditions, states, tables, and the page's form skeleton.

const MAX_ROWS = 500;
const MAX_CELLS = 50;
const MAX_SKELETON = 2000;        // controls and buttons that go into the signature
const MAX_SKELETON_OPTIONS = 100; // options of one list that go into it

function topDocument() {
  try { return window.top.document || document; } catch (e) { return document; }
}

// ---- Conditions -----------------------------------------------------------------------------------------------

function holdsNow(condition) {
  switch (condition.kind) {
    case "visible": return locateQuietly(condition.target).some(isVisible);
    case "hidden": return !locateQuietly(condition.target).some(isVisible);
    case "enabled": return locateQuietly(condition.target).some((el) => isVisible(el) && isEnabled(el));
    case "holds": return locateQuietly(condition.target).some((el) => content(el) === oneLineEnd(condition.text));
    case "count": return locateQuietly(condition.target).length === condition.count;
    case "text": {
      const body = topDocument().body;
      if (!body) return false;
      const texts = [body, ...shadowRoots(body)];
      if (condition.text.how === "contains") return texts.some((root) => textMatches(condition.text, visibleText(root.body || root.host || root)));
      return byText(place(topDocument()), condition.text).length > 0;
    }
    case "address": return topDocument().URL.includes(condition.text);
    case "title": return textMatches(condition.text, topDocument().title);
    default: return false;
  }
}

function locateQuietly(target) {
  return locate(target, "look").found;
}

let looked = false; // whether conditions were asked of this document before

// The conditions that are true, by their numbers; waits for the first one. A document that is new is answered for at once,
// so that the host sees whether the server sent it as an error.
async function conditions(request) {
  const bound = looked ? request.bound : 0;
  looked = true;
  return until(bound, async () => {
    const holding = request.conditions.filter(holdsNow).map((condition) => condition.number);
    return { done: holding.length > 0, value: { holding, href: topDocument().URL } };
  });
}

// ---- Reading --------------------------------------------------------------------------------------------------

function look(el, what, name) {
  switch (what) {
    case "text": return readable(visibleText(el));
    case "value": return content(el);
    case "attribute": return el.getAttribute(name);
    case "options": {
      const kind = listKind(el);
      if (!kind) return null;
      return optionsOf(el, kind).slice(0, MAX_OPTIONS).map(({ text, code, chosen, enabled }) => ({ text, code, chosen, enabled }));
    }
    case "table": return table(el);
    case "state": return {
      visible: isVisible(el), enabled: isEnabled(el), editable: isEnabled(el) && isEditable(el), checked: isOn(el),
      required: !!el.required || el.getAttribute("aria-required") === "true",
    };
    default: return null;
  }
}

// Long texts are cut where the host would cut them anyway, without folding their lines.
function readable(text) {
  return text.length > MAX_READ ? text.slice(0, MAX_READ) : text;
}
const MAX_READ = 100000;

function table(el) {
  const grid = el.matches("table,[role=table],[role=grid]") ? el : el.querySelector("table,[role=table],[role=grid]") || el;
  const rows = grid.rows ? Array.from(grid.rows) : deepAll(grid, "[role=row]");
  return rows.slice(0, MAX_ROWS).map((row) => {
    const cells = row.cells ? Array.from(row.cells) : deepAll(row, "[role=cell],[role=gridcell],[role=columnheader],[role=rowheader]");
    return cells.slice(0, MAX_CELLS).map((cell) => shorten(visibleText(cell), MAX_TEXT));
  });
}

// ---- The page -------------------------------------------------------------------------------------------------

// A label on one line, without what says that it is required.
function plainLabel(text) {
  return shorten(text, 80).replace(/^[*\s]+/, "").replace(/[\s*:]+$/, "");
}

// One line for each control and button: what a form is, without what is in it.
function skeleton() {
  const lines = [];
  for (const view of frames()) {
    const selector = CONTROLS + ",button,input[type=submit],input[type=image],[role=button]";
    for (const el of deepAll(view.document, selector)) {
      if (lines.length >= MAX_SKELETON) return lines.join("\n");
      if (!isVisible(el)) continue;
      const type = el.localName === "input" ? el.type : el.localName;
      const label = isControl(el) ? labelTexts(el)[0] || el.getAttribute("placeholder") || el.title || el.name || "" : nameOf(el);
      const required = el.required || el.getAttribute("aria-required") === "true" ? "!" : "";
      const options = el.localName === "select"
        ? Array.from(el.options).slice(0, MAX_SKELETON_OPTIONS).map((o) => shorten(o.text, 80).replaceAll("|", "/")).join("|") : "";
      lines.push([roleOf(el), type, plainLabel(label), required, options].join("\t"));
    }
  }
  return lines.join("\n");
}

function page() {
  const top = topDocument();
  return { href: top.URL, title: top.title, skeleton: skeleton() };
}
