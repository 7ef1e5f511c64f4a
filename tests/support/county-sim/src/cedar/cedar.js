// Cedar's script: dialogs, the popup for members, and its calendar.
function saySaved() { alert("YOUR ENTRIES WILL BE SAVED."); return true; }

function askSubmit() { return confirm("SUBMIT THIS APPLICATION TO CEDAR COUNTY? IT CANNOT BE CHANGED AFTERWARDS."); }

function openMember() { window.open("/popup/member", "member", "width=540,height=460"); }

function memberSaved() {
  if (window.opener && !window.opener.closed) window.opener.location.href = "/main/household";
  window.close();
}

var MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

function two(n) { return (n < 10 ? "0" : "") + n; }

function calendar(name) {
  var input = document.getElementById(name), old = document.getElementById("CAL_" + name);
  if (old) { old.parentNode.removeChild(old); return; }
  var start = new Date(), year = start.getFullYear(), month = start.getMonth();
  var box = document.createElement("div");
  box.className = "cal";
  box.id = "CAL_" + name;
  input.parentNode.appendChild(box);
  function button(text, title, act) {
    var b = document.createElement("button");
    b.type = "button"; b.title = title; b.appendChild(document.createTextNode(text)); b.onclick = act;
    return b;
  }
  function move(by) { month += by; if (month < 0) { month = 11; year--; } if (month > 11) { month = 0; year++; } draw(); }
  function draw() {
    box.innerHTML = "";
    var head = document.createElement("div"), title = document.createElement("span"), years = document.createElement("select");
    title.className = "month"; title.id = "CALMONTH_" + name; title.appendChild(document.createTextNode(MONTHS[month]));
    years.title = "Year"; years.id = "CALYEAR_" + name;
    for (var y = 2020; y <= 2030; y++) { var o = document.createElement("option"); o.value = y; o.text = y; if (y === year) o.selected = true; years.appendChild(o); }
    years.onchange = function () { year = Number(years.value); draw(); };
    head.appendChild(button("<", "Previous month", function () { move(-1); }));
    head.appendChild(title); head.appendChild(years);
    head.appendChild(button(">", "Next month", function () { move(1); }));
    box.appendChild(head);
    var table = document.createElement("table"), tr = table.insertRow(), days = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
    for (var i = 0; i < 7; i++) tr.insertCell().appendChild(document.createTextNode(days[i]));
    var blank = new Date(year, month, 1).getDay(), count = new Date(year, month + 1, 0).getDate();
    tr = table.insertRow();
    for (i = 0; i < blank; i++) tr.insertCell();
    for (var d = 1; d <= count; d++) {
      if (tr.cells.length === 7) tr = table.insertRow();
      tr.insertCell().appendChild(button(String(d), MONTHS[month] + " " + d + ", " + year, pick(d)));
    }
    box.appendChild(table);
  }
  function pick(d) { return function () { input.value = two(month + 1) + "/" + two(d) + "/" + year; box.parentNode.removeChild(box); }; }
  draw();
}
