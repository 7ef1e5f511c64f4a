// Roles, texts of labels and accessible names: what assistive technology would say, as far as forms need it.

// role -> elements that may have it without saying so; each is verified by roleOf.
const IMPLIED = {
  button: "button,summary,input[type=button],input[type=submit],input[type=reset],input[type=image]",
  link: "a[href],area[href]",
  textbox: "input,textarea,[contenteditable]",
  searchbox: "input[type=search]",
  spinbutton: "input[type=number]",
  slider: "input[type=range]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select,input[list]",
  listbox: "select,datalist",
  option: "option",
  heading: "h1,h2,h3,h4,h5,h6",
  dialog: "dialog",
  form: "form",
  group: "fieldset,optgroup,details",
  img: "img",
  list: "ul,ol,menu",
  listitem: "li",
  table: "table",
  row: "tr",
  cell: "td",
  columnheader: "th",
  rowheader: "th",
  navigation: "nav",
  main: "main",
  region: "section",
  article: "article",
  status: "output",
  progressbar: "progress",
  paragraph: "p",
};
// Roles whose name may be their content.
const NAMED_BY_CONTENT = new Set(["button", "link", "option", "heading", "checkbox", "radio", "switch", "tab", "menuitem",
  "menuitemcheckbox", "menuitemradio", "treeitem", "row", "cell", "gridcell", "columnheader", "rowheader", "tooltip"]);
const TEXT_TYPES = new Set(["text", "email", "tel", "url", "password", "", "date", "month", "week", "time", "datetime-local"]);
const CONTROLS = "input:not([type=hidden]),select,textarea,[contenteditable=''],[contenteditable=true],[role=textbox],"
  + "[role=combobox],[role=listbox],[role=checkbox],[role=radio],[role=switch],[role=spinbutton],[role=slider],[role=searchbox]";

function roleOf(el) {
  const explicit = (el.getAttribute("role") || "").trim().split(/\s+/)[0].toLowerCase();
  if (explicit && explicit !== "none" && explicit !== "presentation") return explicit;
  switch (el.localName) {
    case "a": case "area": return el.hasAttribute("href") ? "link" : "";
    case "button": case "summary": return "button";
    case "select": return el.multiple || el.size > 1 ? "listbox" : "combobox";
    case "textarea": return "textbox";
    case "th": return el.scope === "row" ? "rowheader" : "columnheader";
    case "input":
      switch (el.type) {
        case "button": case "submit": case "reset": case "image": return "button";
        case "checkbox": case "radio": return el.type;
        case "number": return "spinbutton";
        case "range": return "slider";
        case "search": return el.list ? "combobox" : "searchbox";
        case "hidden": case "file": case "color": return "";
        default: return el.list ? "combobox" : TEXT_TYPES.has(el.type) ? "textbox" : "";
      }
    default:
      if (el.isContentEditable && el.hasAttribute("contenteditable")) return "textbox";
      for (const role in IMPLIED) if (!["textbox", "combobox"].includes(role) && el.matches(IMPLIED[role])) return role;
      return "";
  }
}

function isControl(el) {
  return el.matches && el.matches(CONTROLS);
}

// What a slot shows is what the page put into it.
function shownNodes(node) {
  const assigned = node.localName === "slot" ? node.assignedNodes({ flatten: true }) : [];
  return assigned.length ? assigned : node.childNodes;
}

// A calendar or list that opens inside a label is not what it says.
function isLayer(el) {
  const style = getComputedStyle(el);
  return style.display === "none" || (["absolute", "fixed"].includes(style.position) && el.childElementCount > 0);
}

// The text of a label without the controls inside it: a wrapping label must not read its list's options.
function labelText(label) {
  if (!label.childElementCount) return label.textContent.replace(/\s+/g, " ").trim();
  let text = "";
  const walk = (node) => {
    if (node.nodeType === 3) text += node.data;
    else if (node.nodeType === 1 && !isControl(node) && !["script", "style", "button"].includes(node.localName) && !isLayer(node)) {
      for (const child of listed(shownNodes(node))) walk(child);
      if (["div", "p", "br", "li"].includes(node.localName)) text += " ";
    }
  };
  for (const child of listed(label.childNodes)) walk(child);
  return text.replace(/\s+/g, " ").trim();
}

function nameOf(el) {
  const by = byIds(el, "aria-labelledby");
  if (by.length) return by.map((l) => l.getAttribute("aria-label") || labelText(l) || visibleText(l)).join(" ").trim();
  const own = (el.getAttribute("aria-label") || "").trim();
  if (own) return own;
  if (el.localName === "input" && ["button", "submit", "reset", "image"].includes(el.type)) {
    const words = { submit: "Submit", reset: "Reset", image: "Submit" };
    return el.getAttribute(el.type === "image" ? "alt" : "value") || el.title || words[el.type] || "";
  }
  const labels = labelsOf(el);
  if (labels.length) return labels.map(labelText).join(" ").trim();
  const titled = { fieldset: "legend", table: "caption", figure: "figcaption" }[el.localName];
  if (titled) {
    const title = el.querySelector(":scope > " + titled);
    if (title) return labelText(title);
  }
  if (el.localName === "img" || el.localName === "area") return el.alt || el.title || "";
  if (el.localName === "option") return el.label || el.text;
  const role = roleOf(el);
  if (NAMED_BY_CONTENT.has(role)) {
    const words = contentName(el);
    if (words) return words;
  }
  return (el.getAttribute("title") || el.getAttribute("placeholder") || "").trim();
}

// The content as a name: texts, and images by their alternative text.
function contentName(el) {
  let text = "";
  const walk = (node) => {
    if (node.nodeType === 3) text += node.data;
    else if (node.nodeType === 1) {
      if (node.getAttribute("aria-hidden") === "true" || ["script", "style"].includes(node.localName)) return;
      const display = getComputedStyle(node).display;
      if (display === "none") return;
      const own = node.getAttribute("aria-label") || (node.localName === "img" ? node.alt : "");
      const gap = own || !display.startsWith("inline") || node.localName === "br" ? " " : "";
      text += gap;
      if (own) text += own;
      else for (const child of listed(node.shadowRoot ? node.shadowRoot.childNodes : shownNodes(node))) walk(child); // slots show the rest
      text += gap;
    }
  };
  for (const child of listed((el.shadowRoot || el).childNodes)) walk(child);
  return text.replace(/\s+/g, " ").trim();
}
