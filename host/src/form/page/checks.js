// Groups of check boxes: which boxes are to be on, the next one that is not as it should be, and all of them read back.

const CHECKS = "input[type=checkbox],[role=checkbox],[role=switch]";

function isCheck(el) {
  return el.matches(CHECKS);
}

// The boxes of a group; of one box those of its name.
function checksOf(el) {
  if (!isCheck(el)) return deepAll(el, CHECKS);
  return el.name ? deepAll(el.form || el.getRootNode(), "input[type=checkbox]").filter((box) => box.name === el.name && box.form === el.form) : [];
}

// A box that says it is a group, with check boxes and no list in it; any other around several check boxes and no other control.
function isGroupOfChecks(el) {
  const boxes = checksOf(el).length;
  if (el.matches("fieldset,[role=group]")) return boxes > 0 && !deepAll(el, "select,[role=combobox],[role=listbox],[aria-haspopup]").length;
  return boxes > 1 && el.localName !== "button" && !el.hasAttribute("tabindex") && deepAll(el, CONTROLS).every(isCheck);
}

function shownChecks(el) {
  const all = optionsOf(el, "checks");
  return offered(all, all, el, "checks");
}

// The next box to switch: first those that are on and should not be, for a page may allow only so many. None where all are as they
// should be.
async function nextCheck(request) {
  const { el, wanted } = request;
  watchLeaving();
  if (![el, ...wanted].every((one) => one.isConnected)) return { error: "stale" };
  return until(request.bound, async () => {
    const boxes = shownChecks(el);
    const next = boxes.find((box) => box.chosen && !wanted.includes(box.el)) || boxes.find((box) => !box.chosen && wanted.includes(box.el));
    if (!next) return { done: true, value: { el: null, point: null, boxes: boxes.length, submits: [] } };
    const state = await readiness(next.el, "check");
    if (state.missing) return { done: false, value: unready(state) };
    expectClick(next.el, state.spot, null);
    return { done: true, value: { el: next.el, point: state.point, boxes: boxes.length, submits: submittingWith(next.el, [state.hit], "check") } };
  });
}

// Whether exactly these boxes are on. Each is kept in mind as it is now, under the number of its choice; those that are off
// under `others`.
async function readChecks(request) {
  const { el, wanted, ids, others, target, hidden } = request;
  if (!el.isConnected) return { error: "stale" };
  const differ = () => shownChecks(el).filter((box) => box.chosen !== wanted.includes(box.el));
  watchLeaving();
  await until(CHOSEN_MS, async () => ({ done: !differ().length }));
  const boxes = shownChecks(el), equal = !differ().length && wanted.every((one) => one.isConnected);
  const actual = boxes.filter((box) => box.chosen).map((box) => box.text).join("\n");
  const unseen = !equal && isHidden(el);
  const replaced = boxes.flatMap((box) => {
    const find = () => checkAgain(target, box);
    hidden ? keepUnread(box.el, find) : equal && letRead(box.el);
    const at = wanted.indexOf(box.el);
    return equal ? remember(at < 0 ? others : ids[at], box.el, find, content(box.el)) : forget(box.el);
  });
  if (equal) actOn(el, () => again(target, "list"));
  return { content: { equal, actual, hidden: unseen, control: describe(el), replaced } };
}

// The same box after a re-rendering, if there is exactly one.
function checkAgain(target, box) {
  const is = again(target, "list");
  const same = is ? optionsOf(is, "checks").filter((other) => other.text === box.text && other.code === box.code) : [];
  return same.length === 1 ? same[0].el : null;
}
