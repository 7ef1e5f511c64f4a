// Dates in three controls: which of a group's controls is the year's, the month's, the day's, and what each takes.

const DATE_CONTROLS = CONTROLS + ",[aria-haspopup=listbox]";
// What the parts of a date are called, English and Spanish, as words of a label, a name or an id.
const DATE_WORDS = {
  year: ["year", "years", "yr", "yyyy", "yy", "año", "ano", "aaaa"],
  month: ["month", "months", "mm", "mes"],
  day: ["day", "days", "dd", "día", "dia"],
};

// The words of a text, of a name in camel case, too: `dobMonth`, `birth_month`.
function wordsOf(text) {
  return String(text).normalize("NFC").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").toLowerCase().split(/[^\p{L}]+/u);
}

// The one part that a text names; null where it names none or several.
function partNamed(text) {
  const words = wordsOf(text);
  // `dobmonth`, `birthyear`; "birthday" is none.
  const says = (part) => words.some((word) => DATE_WORDS[part].includes(word) || (part !== "day" && word.endsWith(part)));
  const named = Object.keys(DATE_WORDS).filter(says);
  return named.length === 1 ? named[0] : null;
}

// What a control is called by, what tells best first. A label may name the whole date, too: then its name tells.
function datePartOf(el) {
  const said = ["autocomplete", "name", "id", "placeholder"].map((name) => el.getAttribute(name) || "");
  for (const text of [said[0].startsWith("bday-") ? said[0] : "", ...labelTexts(el), nameOf(el), ...said.slice(1)]) {
    const part = partNamed(text);
    if (part) return part;
  }
  return null;
}

// The controls of a group that take a part of a date. Of a list and the box that shows for it, the box.
function dateControls(target) {
  const whole = target.nth !== null && target.nth !== undefined;
  const inner = { by: { kind: "css", argument: DATE_CONTROLS, texts: [] }, nth: null };
  const group = whole ? locate(target, "look") : null;
  if (whole && group.found.length !== 1) return { ...group, missing: true };
  const located = whole ? { found: deepAll(group.found[0], DATE_CONTROLS) } : locate({ ...inner, scopes: [...target.scopes, target.by] }, "list");
  if (located.scope) return { ...located, missing: true };
  const takes = (el) => (takesText(el) && !timeFacts(el)) || (listKind(el) && !isRadio(el) && !isCheck(el) && !timeFacts(el));
  const shows = (el) => isVisible(el) || (el.localName === "select" && !!widgetOf(el));
  const all = apart(located.found.filter((el) => takes(el) && shows(el)));
  return { found: all.filter((el) => !all.some((other) => other !== el && deepContains(other, el))), where: located.where };
}

function takesOfDate(el) {
  const box = takesText(el) && !el.readOnly && !el.list && roleOf(el) !== "combobox";
  const kind = box ? null : listKind(el);
  const options = STANDING.includes(kind) ? optionsOf(el, kind).slice(0, MAX_OPTIONS).map((o) => shorten(o.text, 400)) : [];
  return { list: !box, short: box && el.maxLength === 2, options };
}

// How the control is found again: {by, argument, nth}.
function foundAgainBy(el, target) {
  const label = labelTexts(el)[0];
  if (label && (target.nth === null || target.nth === undefined)) {
    const by = { kind: "label", argument: "", texts: [{ how: "exact", text: label }] };
    const { found } = locate({ scopes: [...target.scopes, target.by], by, nth: null }, "list");
    if (found.length === 1 && found[0] === el) return { by: "label", argument: label, nth: null };
  }
  for (const by of ["id", "name"]) {
    const argument = el.getAttribute(by);
    const { found } = argument ? locate({ scopes: [], by: { kind: by, argument, texts: [] }, nth: null }, "list") : { found: [] };
    if (found.length === 1 && found[0] === el) return { by, argument, nth: null };
  }
  return { by: "css", argument: DATE_CONTROLS, nth: deepAll(document, DATE_CONTROLS).indexOf(el) };
}

// Waits until a group has one control for each part of a date, and gives what there is where it has not.
async function findDateParts({ target, bound }) {
  return until(bound, async () => {
    const located = dateControls(target);
    if (located.missing) {
      const { found } = located;
      const scope = located.scope > target.scopes.length ? 0 : located.scope; // the group itself was looked for as one
      return { done: false, value: () => (found.length > 1 ? many(found, scope || 0) : nothing(target, "look", { ...located, scope })) };
    }
    const told = located.found.map((el) => ({ el, part: datePartOf(el) })).filter(({ part }) => part);
    const shown = told.filter(({ el, part }) => isVisible(el) || !told.some((other) => other.part === part && isVisible(other.el)));
    const done = Object.keys(DATE_WORDS).every((part) => shown.filter((one) => one.part === part).length === 1);
    const value = () => ({
      parts: shown.map(({ el, part }) => ({ part, ...foundAgainBy(el, target), words: describe(el), takes: takesOfDate(el) })),
      near: located.found.map(describe),
    });
    return { done, value };
  });
}

// What a control that the plugin names takes, once it is there.
async function describeDatePart({ target, bound }) {
  return until(bound, async () => {
    const located = locate(target, "list");
    const { found, scope } = located;
    if (found.length > 1) return { done: false, value: many(found, scope) };
    if (!found.length) return { done: false, value: () => nothing(target, "list", located) };
    return { done: true, value: takesOfDate(controlOf(found[0], "list")) };
  });
}
