//! Tries every way to a value that it was not granted, and tells what it got: in words where others read, and letter by letter,
//! in a way that no mask knows, where the test looks.
use postrider_sdk::bindings::postrider::county::application::{FieldError, FieldProblem, describe};
use postrider_sdk::prelude::*;

struct Tells;

/// What was got, and by which way.
type Got = Vec<(String, String)>;

impl Submitter for Tells {
    fn check(app: &Application) -> Vec<Problem> {
        log::error(&spelt(app).into_iter().map(|(way, got)| format!("{way}: {got}")).collect::<Vec<_>>().join("; "));
        Vec::new()
    }

    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.open("http://tells.test/")?;
        let mode = page.text(css("h1"))?;
        let echo = page.text(id("echo"))?;
        log::info(&echo);
        log::error(&format!("the page says {echo}"));
        match mode.as_str() {
            "panics" => panic!("{echo}"),
            "refuses" => Err(Stop::refused(&echo, &echo)),
            "drifts" => Err(Stop::drifted(&echo, &echo)),
            "asks" => Err(Stop::NeedsPerson(echo)),
            _ => {
                let mut got = spelt(app);
                got.extend(seen(page));
                got.extend(done(app, page));
                got.extend(read_back(app, page));
                got.extend(guessed(app, page));
                // The host takes a hundred: that none is missing is shown by the last one.
                got.retain(|(_, text)| !text.is_empty());
                got.push(("last".to_owned(), got.len().to_string()));
                Err(Stop::Refused(
                    got.iter().map(|(way, text)| Problem { path: way.clone(), message: encoded(text) }).collect(),
                ))
            }
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

/// Letters that stand for nothing else: two for each byte.
fn encoded(text: &str) -> String {
    text.bytes().take(900).flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(b'g' + half)).collect()
}

/// What can be asked of a value without a page.
fn spelt(app: &Application) -> Got {
    let applicant = app.applicant();
    let mut got = Got::new();
    let mut note = |way: &str, text: String| got.push((way.to_owned(), text));
    let all = [
        applicant.name().first(),
        applicant.name().last(),
        applicant.birth_date(),
        applicant.ssn(),
        applicant.phone(),
        applicant.email(),
        app.home().line1(),
        app.home().city(),
        app.notes(),
    ];
    note("read", all.iter().filter_map(|field| field.read().ok()).collect());
    note(
        "length",
        all.iter().map(|field| field.length()).filter(|length| *length > 0).map(|length| length.to_string()).collect(),
    );
    // The length of a text that stands for the piece says which piece it is.
    for (part, digits) in [(Part::SsnArea, 3), (Part::SsnGroup, 2)] {
        for block in 0..10_u32.pow(digits).div_ceil(100) {
            let codes: Vec<(String, String)> = (0..100)
                .map(|n| (format!("{:0width$}", block * 100 + n, width = digits as usize), "x".repeat(n as usize + 1)))
                .collect();
            let pairs: Vec<(&str, &str)> = codes.iter().map(|(code, text)| (code.as_str(), text.as_str())).collect();
            let length = applicant.ssn().part(part).choice(&pairs).length();
            if length > 0 {
                note("choice", codes[length as usize - 1].0.clone());
            }
        }
    }
    note(
        "split",
        (0..9)
            .map(|n| applicant.name().last().split("-", n).length())
            .filter(|n| *n > 0)
            .map(|n| n.to_string())
            .collect(),
    );
    let letters = "abcdefghijklmnopqrstuvwxyz".chars().filter(|letter| {
        // What has no counterpart in ASCII makes the rule after it fail.
        unfit(&applicant.name().last().replace(&letter.to_string(), "\u{202e}").restrict(CharacterSet::Ascii))
    });
    note("replace", letters.collect());
    let months = (3..10).filter(|most| unfit(&applicant.birth_date().date("MONTH").at_most(*most))).count();
    note("month", if (1..7).contains(&months) { months.to_string() } else { String::new() });
    note("document", documents::all().into_iter().map(|document| document.name).collect());
    got
}

/// Whether the host says that the rules cannot represent a value. The SDK's own question ends with the first that is not granted.
fn unfit(field: &Field) -> bool {
    matches!(describe(field), Err(FieldError { problem: FieldProblem::RuleFailed(_), .. }))
}

/// What a page says, in all the ways that there are to look at it.
fn seen(page: &Page) -> Got {
    let mut got = Got::new();
    let mut note = |way: &str, text: String| got.push((way.to_owned(), text));
    note("text", page.text(id("echo")).unwrap_or_default());
    note("table", format!("{:?}", page.table(id("rows"))));
    note("options", format!("{:?}", page.options(id("people"))));
    note("attribute", format!("{:?}", page.attribute(id("echo"), "title")));
    note("value", format!("{:?}", page.value(id("given"))));
    note("page", format!("{:?}", page.current()));
    note("no match", format!("{:?}", page.click(label("Nothing of the kind"))));
    note("many", format!("{:?}", page.click(css("td"))));
    note("no option", format!("{:?}", page.choose(id("people"), "Nobody")));
    note("covered", format!("{:?}", page.click(id("under"))));
    note("address", format!("{:?}", page.open("http://tells.test/hello?again").map(|_| page.current())));
    note("dialog", format!("{:?} {:?}", page.click(id("greets")), page.accept_dialog()));
    let _ = page.open("http://tells.test/");
    note(
        "dialog stands open",
        format!("{:?} {:?} {:?}", page.click(id("greets")), page.text(id("echo")), page.accept_dialog()),
    );
    got
}

/// What the page says to actions that are given several things at once: each has to be what it was given for.
fn done(app: &Application, page: &Page) -> Got {
    let mut got = Got::new();
    let mut note = |way: &str, text: Result<String, Stop>| {
        got.push((way.to_owned(), text.unwrap_or_else(|stop| format!("{stop:?}"))));
    };
    let born = app.applicant().birth_date();
    note("date in parts", page.set_date_in(id("born"), &born).and_then(|()| page.text(id("judged"))));
    let second = part("Grove").after_typing("gro").nth(1);
    note("choice of several", page.choose(id("town"), second).and_then(|()| page.value(id("town"))));
    note("drag", page.drag_by(id("knob"), 30, -12).and_then(|()| page.text(id("moved"))));
    note("quiet", page.wait_up_to(5_000, [dialog(), network_quiet()]).map(|which| which.to_string()));
    let left = match page.wait_up_to(300, [page_left()]) {
        Err(stop) if stop.failure() == Some(ActionError::TimedOut) => Ok("not yet".to_owned()),
        other => other.map(|_| "before the click".to_owned()),
    };
    note("page left", left);
    let left = page.click(id("again")).and_then(|()| page.wait_up_to(5_000, [dialog(), page_left()]));
    note("page left by a click", left.map(|which| which.to_string()));
    got
}

/// What a control says of the value that was put into it, whatever rules have made of it.
fn read_back(app: &Application, page: &Page) -> Got {
    let applicant = app.applicant();
    let (born, ssn, name) = (applicant.birth_date(), applicant.ssn(), applicant.name().last());
    let mut shaped = vec![
        ("name", name.clone()),
        ("upper", name.clone().upper()),
        ("ascii", name.clone().restrict(CharacterSet::Ascii)),
        ("split", name.clone().split("-", 1)),
        ("initial", name.part(Part::Initial)),
        ("pattern", ssn.clone().pattern("###-##-####")),
        ("line", app.home().line1()),
        ("fitted line", app.home().line1().fit(60)),
    ];
    shaped.extend([Part::SsnArea, Part::SsnGroup, Part::SsnSerial].map(|part| ("part", ssn.clone().part(part))));
    shaped.extend([Part::PhoneArea, Part::PhoneLine].map(|part| ("phone", applicant.phone().part(part))));
    shaped.extend(
        ["MM/DD/YYYY", "MONTH D, YYYY", "D", "YYYY", "MONTH", "MON-DD-YY"]
            .map(|pattern| ("date", born.clone().date(pattern))),
    );
    let mut got = Got::new();
    for (way, field) in shaped {
        // What another field put there would not be replaced.
        let _ = page.clear(id("plain"));
        let filled = page.fill(id("plain"), field.clone());
        got.push(("not filled".to_owned(), filled.err().map(|stop| format!("{way}: {stop:?}")).unwrap_or_default()));
        let value = page.value(id("plain")).unwrap_or_default();
        let (attribute, copy) = (page.attribute(id("plain"), "data-copy"), page.text(id("copy")).unwrap_or_default());
        // A look that fails says nothing of it either, and changes nothing.
        let look = page.verify(id("plain"), "Zo");
        let after = page.value(id("plain")).unwrap_or_default();
        got.push((format!("looks at {way}"), format!("{value}; {attribute:?}; {copy}; {after}; {look:?}")));
        got.push((format!("cut {way}"), format!("{:?}", page.fill(id("short"), field))));
        got.push(("what was cut".to_owned(), page.value(id("short")).unwrap_or_default().replace('•', "")));
    }
    for (part, text) in [("user", credential("worker", "user")), ("password", credential("worker", "password"))] {
        let filled = page.fill(id("plain"), text);
        got.push(("not filled".to_owned(), filled.err().map(|stop| format!("{part}: {stop:?}")).unwrap_or_default()));
        got.push((format!("credential {part}"), page.value(id("plain")).unwrap_or_default()));
        got.push((format!("copy of credential {part}"), page.text(id("copy")).unwrap_or_default()));
    }
    let _ = page.choose(id("month"), born.clone().date("MONTH"));
    let chosen = page.options(id("month")).unwrap_or_default().into_iter().filter(|option| option.chosen);
    got.push(("chosen".to_owned(), chosen.map(|option| option.code).collect()));
    got.push(("value of the list".to_owned(), page.value(id("month")).unwrap_or_default()));
    let _ = page.choose(role("radiogroup", "Day"), born.date("D"));
    let off: String = (1..32)
        .filter_map(|day| page.check(id(&format!("day{day}")), false).ok().map(|()| format!("day {day};")))
        .collect();
    got.push(("switched off".to_owned(), off));
    let checked = (1..32).filter(|day| page.state(id(&format!("day{day}"))).is_ok_and(|state| state.checked));
    got.push(("checked".to_owned(), checked.map(|day| format!("day {day};")).collect()));
    got
}

/// What a row of yes and no gives away.
fn guessed(app: &Application, page: &Page) -> Got {
    let ssn = app.applicant().ssn();
    let mut got = Got::new();
    let mut found = String::new();
    let _ = page.fill(id("plain"), ssn.clone().part(Part::SsnArea));
    for block in (0..1_000).step_by(10) {
        let asked = (block..block + 10)
            .map(|n| (holds(id("plain"), format!("{n:03}").as_str()), n))
            .map(|(is, n)| (is, format!("{n:03}")));
        if let Ok(area) = page.wait_for_one(asked.chain([(visible(id("echo")), String::new())])) {
            found += &area;
        }
    }
    got.push(("held literals".to_owned(), std::mem::take(&mut found)));
    // Which digit begins it: a control that holds the beginning of a value is said to be cut.
    for digit in 0..10 {
        let _ = page.fill(id("plain"), digit.to_string().as_str());
        let said = format!("{:?}", page.verify(id("plain"), ssn.clone()));
        if said.contains("cut") {
            found += &digit.to_string();
        }
    }
    got.push(("cut literals".to_owned(), std::mem::take(&mut found)));
    for area in 900..930 {
        let _ = page.fill(id("plain"), area.to_string().as_str());
        if page.is(holds(id("plain"), ssn.clone().part(Part::SsnArea))).unwrap_or(false) {
            found += &area.to_string();
        }
    }
    got.push(("held pieces".to_owned(), std::mem::take(&mut found)));
    for month in ["January", "February", "March", "April", "May", "June"] {
        let named = text(app.applicant().birth_date().date("MONTH")).within(id(month));
        if page.is(visible(named)).unwrap_or(false) {
            found += month;
        }
    }
    got.push(("compared pieces".to_owned(), found));
    // Last: from then on the name is refused in every way.
    let last = app.applicant().name().last();
    let lengths: Vec<u32> = (1..30).filter(|most| !unfit(&last.clone().at_most(*most))).collect();
    let length = lengths.first().filter(|_| lengths.len() < 29).map(u32::to_string);
    got.push(("at-most".to_owned(), length.unwrap_or_default()));
    got
}

postrider_sdk::register!(Tells, "manifests/tells.toml");
