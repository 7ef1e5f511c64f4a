// Dogwood's script, as such sites have it: postbacks, partial updates that draw a panel anew, validators, and the dialog that
// says that the session will end.
"use strict";

var theForm = document.forms.aspnetForm;
var PROGRESS_LATE = 150; // milliseconds until a partial update covers the page

function __doPostBack(target, argument) {
  theForm.__EVENTTARGET.value = target;
  theForm.__EVENTARGUMENT.value = argument;
  var control = document.getElementById(target.replace(/\$/g, "_"));
  var panel = control && control.closest("[data-update-panel]");
  if (panel) partialUpdate(panel, target, argument);
  else theForm.submit();
}

// ---- Partial updates: one at a time, the others wait for its view state ---------------------------------------

var updating = false, waiting = [];

function partialUpdate(panel, target, argument) {
  if (updating) { waiting.push([target, argument]); return; }
  updating = true;
  var body = new URLSearchParams(new FormData(theForm));
  body.set("ctl00$ScriptManager1", panel.id + "|" + target);
  body.set("__ASYNCPOST", "true");
  theForm.__EVENTTARGET.value = "";
  theForm.__EVENTARGUMENT.value = "";
  var progress = document.getElementById("ctl00_UpdateProgress1");
  var late = setTimeout(function () { progress.hidden = false; }, PROGRESS_LATE);
  fetch(theForm.getAttribute("action"), { method: "POST", body: body, headers: { "X-MicrosoftAjax": "Delta=true", "X-Requested-With": "XMLHttpRequest" } })
    .then(function (answer) { if (!answer.ok) throw new Error("the server answered " + answer.status); return answer.text(); })
    .then(applyDelta)
    .catch(function (error) { say(["The page could not be updated: " + error.message]); })
    .then(function () {
      clearTimeout(late);
      progress.hidden = true;
      updating = false;
      var next = waiting.shift();
      if (next) __doPostBack(next[0], next[1]);
    });
}

// Pieces of length|kind|id|content|.
function applyDelta(text) {
  for (var at = 0; at < text.length;) {
    var bar = text.indexOf("|", at), length = Number(text.slice(at, bar));
    var kind = text.indexOf("|", bar + 1), id = text.indexOf("|", kind + 1);
    if (bar < 0 || kind < 0 || id < 0 || isNaN(length)) throw new Error("the answer could not be parsed");
    applyPiece(text.slice(bar + 1, kind), text.slice(kind + 1, id), text.slice(id + 1, id + 1 + length));
    at = id + 1 + length + 1;
  }
}

function applyPiece(kind, id, content) {
  if (kind === "updatePanel") document.getElementById(id).innerHTML = content;
  else if (kind === "hiddenField") document.getElementById(id).value = content;
  else if (kind === "pageRedirect") location.href = content;
  else if (kind === "error") say([content]);
}

// ---- Validators ------------------------------------------------------------------------------------------------

function say(messages) {
  var summary = document.querySelector("[id$=_ValidationSummary1]");
  if (!summary) return;
  var list = summary.querySelector("ul");
  list.textContent = "";
  messages.forEach(function (message) { var item = document.createElement("li"); item.textContent = message; list.appendChild(item); });
  summary.hidden = messages.length === 0;
}

function Page_ClientValidate() {
  var missing = [].filter.call(theForm.querySelectorAll("[data-required]:not(:disabled)"), function (control) {
    return control.type === "checkbox" ? !control.checked : control.value.trim() === "";
  });
  say(missing.map(function (control) {
    var label = theForm.querySelector("label[for='" + control.id + "']") || document.getElementById(control.id.replace(/_(month|day|year)$/, "_lbl"));
    return (label ? label.textContent.replace(/:$/, "") : control.id) + " is required.";
  }));
  return missing.length === 0;
}

// ---- The session's end -------------------------------------------------------------------------------------------

(function () {
  var dialog = document.getElementById("ctl00_dlgTimeout");
  if (!dialog) return;
  var seconds = document.getElementById("ctl00_dlgTimeout_seconds");
  var timer = setInterval(function () {
    seconds.textContent = Number(seconds.textContent) - 1;
    if (seconds.textContent === "0") location.href = "/Logout.aspx";
  }, 1000);
  document.getElementById("ctl00_dlgTimeout_btnStay").onclick = function () {
    fetch("/KeepAlive.ashx", { method: "POST" }).then(function (answer) {
      if (answer.status === 401) { location.href = "/Login.aspx?ReturnUrl=%2fApply.aspx"; return; }
      if (answer.ok) { clearInterval(timer); dialog.remove(); }
    }).catch(function () {});
  };
})();

// What the page reports about itself; nobody waits for it.
if (navigator.sendBeacon) navigator.sendBeacon("/Telemetry.axd", new URLSearchParams({ page: location.pathname }));
