//! The run that writes docs/conformance.md: every behaviour, ours and those on pages of others, by browser, passed or why not.
//! It writes what it saw in this run, and nothing where a browser was left out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use comfy_table::{Table, presets};
use postrider::browser::{Kind, Scheme};

use crate::case::{BOTH, Case, known};
use crate::strain::Strain;
use crate::{own, packages, reported, scheme, suite};

mod hard;
mod page;

use page::write;

/// `report`: what `cargo xtask conformance` asks for.
#[derive(clap::Parser)]
pub(crate) struct Arguments {
    /// Only this browser; the page is then not written.
    #[arg(long, value_enum)]
    browser: Option<Kind>,
    /// Only over https; the page is then not written.
    #[arg(long)]
    https: bool,
    /// Those of trouble reports, as first and as third application of a browser, with slow browsers and a slow site.
    #[arg(long)]
    hard: bool,
    /// Of those only this; the page is then not written.
    #[arg(long, value_enum, requires = "hard")]
    strain: Option<Strain>,
    /// Only behaviours whose names contain this; the page is then not written.
    filter: Option<String>,
}

/// A browser and a scheme.
type Way = (Kind, Scheme);

/// What became of a behaviour in the browsers.
struct Row {
    case: Case,
    results: Vec<(Way, Result<(), String>)>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let kinds: Vec<Kind> = arguments.browser.map_or_else(|| BOTH.to_vec(), |kind| vec![kind]);
    if arguments.hard {
        return hard::run(&kinds, arguments.filter.as_deref(), arguments.strain);
    }
    let schemes = if arguments.https { vec![Scheme::Https] } else { scheme::BOTH.to_vec() };
    let wanted = |case: &Case| arguments.filter.as_ref().is_none_or(|filter| case.name().contains(filter.as_str()));
    let begun = Instant::now();
    let mut rows: Vec<Row> = cases().filter(wanted).map(|case| Row { case, results: Vec::new() }).collect();
    for over in schemes {
        eprintln!("over {}", over.as_str());
        for row in &mut rows {
            row.results.extend(in_each(row.case, &kinds, over));
        }
    }
    suite::close();
    let failed = rows.iter().filter(|row| !row.as_expected()).count();
    eprintln!("{}", summary(&rows));
    eprintln!("{} behaviours, {failed} not as expected, {:.0} s", rows.len(), begun.elapsed().as_secs_f64());
    let is_whole = arguments.browser.is_none() && arguments.filter.is_none() && !arguments.https;
    if is_whole && !write(&document(&rows)) {
        return ExitCode::FAILURE;
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every behaviour, in the order of the page.
fn cases() -> impl Iterator<Item = Case> {
    [own::cases(), reported::cases(), reported::with_packages(), packages::cases()].into_iter().flatten()
}

/// One behaviour in all browsers side by side.
fn in_each(case: Case, kinds: &[Kind], over: Scheme) -> Vec<(Way, Result<(), String>)> {
    let results: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> =
            kinds.iter().map(|&kind| (kind, scope.spawn(move || suite::suite().run(case, kind, over)))).collect();
        running
            .into_iter()
            .map(|(kind, thread)| (kind, thread.join().unwrap_or_else(|_| Err("it panicked".into()))))
            .collect()
    });
    let words: Vec<String> = results
        .iter()
        .map(|(kind, result)| match result {
            Ok(took) => format!("{} {} ms", kind.as_str(), took.as_millis()),
            Err(_) => format!("{} FAILED", kind.as_str()),
        })
        .collect();
    eprintln!("{} ({})", case.name(), words.join(", "));
    for (kind, result) in &results {
        if let Err(why) = result {
            eprintln!("    {}: {why}", kind.as_str());
        }
    }
    results.into_iter().map(|(kind, result)| ((kind, over), result.map(drop))).collect()
}

impl Row {
    /// Passed, or failed where that is known.
    fn as_expected(&self) -> bool {
        self.results.iter().all(|((kind, over), result)| result.is_ok() == known(self.case, *kind, *over).is_none())
    }

    fn word(&self, way: Way) -> String {
        match self.results.iter().find(|(ran, _)| *ran == way) {
            Some((_, Ok(()))) => "passed".to_owned(),
            Some((_, Err(why))) => failed(known(self.case, way.0, way.1).unwrap_or(why)),
            None => NOT_RUN.to_owned(),
        }
    }
}

/// In place of a result.
const NOT_RUN: &str = "not run";

fn failed(why: &str) -> String {
    format!("**failed**: {}", why.replace('\n', " ").replace('|', "\\|"))
}

fn summary(rows: &[Row]) -> Table {
    let mut areas: Vec<&str> = rows.iter().map(|row| row.case.area).collect();
    areas.dedup();
    let ways: Vec<Way> = scheme::BOTH.into_iter().flat_map(|over| BOTH.map(|kind| (kind, over))).collect();
    let mut table = Table::new();
    let heads = ways.iter().map(|(kind, over)| format!("{}, {}", kind.as_str(), over.as_str()));
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header([String::new(), "behaviours".to_owned()].into_iter().chain(heads));
    for area in areas {
        let here: Vec<&Row> = rows.iter().filter(|row| row.case.area == area).collect();
        let passed = |way: &Way| {
            let ran: Vec<_> = here.iter().flat_map(|row| &row.results).filter(|(ran, _)| ran == way).collect();
            if ran.is_empty() {
                return NOT_RUN.to_owned();
            }
            format!("{} of {} passed", ran.iter().filter(|(_, result)| result.is_ok()).count(), ran.len())
        };
        table.add_row([area.to_owned(), here.len().to_string()].into_iter().chain(ways.iter().map(passed)));
    }
    table
}

// ---- The page -----------------------------------------------------------------------------------------------------------

const HEAD: &str = "# Conformance of the form actions

Written by `cargo xtask conformance`, which runs every behaviour below in both browsers, over http and over https (`--https`: over https
alone), and fails where one is not as this page says. What is newer than its last run is `not run` here. The behaviours on our own pages, and those of trouble
reports but for masks of others, are tests as well: `cargo test --package browser`, where
each is two tests, `<test>::firefox` over https and `<test>::chromium` over http. The steps of `own::filling::x` stand in
`tests/browser/own/filling.rs` as the function `x`. The tables show what http gives; what https does otherwise stands at the end.
";

/// What stands under the table of trouble reports.
const FOUND: &str = "
Some of these rows are the reports themselves; the others are pages of the same kinds, most of them written before anything was mended and by somebody who did not see how.
What those showed at first, all called `ok`: clicks lost to a page that pictures pushed down, or that was drawn anew at the press or at the focus; in a frame within a scaled
frame the box behind was clicked; a control used again for the next person, of which the county got the last name alone; another county's office from three lists that follow
from each other; a commit while a lookup was still under way; a hundredth of an amount that `holds` let pass; a transparent list over its own face that sent the form; and
\"3\", \"Processing.\" and \"TMP-0007\" for confirmation numbers.
";

/// The last part.
const OVER_HTTPS: &str = "\n## Over https\n\n";
/// What it says of the behaviours, however many they are.
const RAN_OVER_HTTPS: &str = "behaviours ran over https in both browsers, each as over http";

fn document(rows: &[Row]) -> String {
    let mut text = HEAD.to_owned();
    let (reported, rest): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.case.is_reported());
    let (own, others): (Vec<&Row>, Vec<&Row>) = rest.into_iter().partition(|row| row.case.module.contains("::own::"));
    section(&mut text, "On pages of our own", "Actions", &own);
    section(&mut text, "From trouble reports", "Subject", &reported);
    text.push_str(FOUND);
    text.push_str(&hard::kept());
    section(&mut text, "On pages and widgets that others wrote", "Package", &others);
    text.push_str(&over_https(rows));
    text
}

/// What differs over https, a line for each.
fn over_https(rows: &[Row]) -> String {
    let mut differing = Vec::new();
    for (row, kind) in rows.iter().flat_map(|row| BOTH.map(|kind| (row, kind))) {
        let word = row.word((kind, Scheme::Https));
        if word != row.word((kind, Scheme::Http)) {
            differing.push(format!("- `{}` in {}: {word}", row.case.name(), kind.as_str()));
        }
    }
    let all = rows.len();
    let text = match differing.as_slice() {
        [] => format!("All {all} {RAN_OVER_HTTPS}.\n"),
        lines => format!("All {all} {RAN_OVER_HTTPS}, but for these:\n\n{}\n", lines.join("\n")),
    };
    format!("{OVER_HTTPS}{text}")
}

fn section(text: &mut String, title: &str, first: &str, rows: &[&Row]) {
    let _ = write!(
        text,
        "\n## {title}\n\n| {first} | Behaviour | Page | Firefox | Chromium | Test |\n| --- | --- | --- | --- | --- | --- |\n"
    );
    for row in rows {
        let page = row.case.page.rsplit('/').next().unwrap_or(row.case.page);
        let _ = writeln!(
            text,
            "| {} | {} | `{page}` | {} | {} | `{}` |",
            row.case.area,
            row.case.shows,
            row.word((Kind::Firefox, Scheme::Http)),
            row.word((Kind::Chromium, Scheme::Http)),
            row.case.name()
        );
    }
}

/// Whether the page has a row for every behaviour, in its words, and none without one; and whether all else in it is what a run writes.
pub(crate) fn in_step() -> Result<(), String> {
    let text = std::fs::read_to_string(page::path()).map_err(|error| format!("docs/conformance.md: {error}"))?;
    let written: Vec<Written> = text.lines().filter_map(Written::of).collect();
    let rows: BTreeSet<(String, String)> =
        written.iter().map(|row| (row.test.to_owned(), row.shows.to_owned())).collect();
    let meant: BTreeSet<(String, String)> = cases().map(|case| (case.name(), case.shows.to_owned())).collect();
    let names = |a: &BTreeSet<(String, String)>, b: &BTreeSet<(String, String)>| {
        a.difference(b).map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ")
    };
    let (lacking, too_many) = (names(&meant, &rows), names(&rows, &meant));
    if !lacking.is_empty() || !too_many.is_empty() {
        return Err(format!(
            "run `cargo xtask conformance`: no row, or another, for: {lacking}; a row without a behaviour: {too_many}"
        ));
    }
    for case in cases() {
        let name = case.name();
        let of_it = written.iter().filter(|row| row.test == name);
        for (kind, result) in of_it.flat_map(|row| [(Kind::Firefox, row.firefox), (Kind::Chromium, row.chromium)]) {
            let may_be = known(case, kind, Scheme::Http).map_or_else(|| "passed".to_owned(), failed);
            if result != may_be && result != NOT_RUN {
                return Err(format!("{name} in {}: “{result}” is neither “{may_be}” nor “{NOT_RUN}”", kind.as_str()));
            }
        }
    }
    let end = text.split_once(OVER_HTTPS).map_or("", |(_, end)| end);
    let is_end = end.trim() == hard::NOT_RUN || (end.starts_with("All ") && end.contains(RAN_OVER_HTTPS));
    for (part, is) in [
        ("its head", text.starts_with(HEAD)),
        ("what stands under the trouble reports", text.contains(FOUND)),
        ("the part of `--hard`", hard::in_step(&text)),
        ("what is said of https", is_end),
    ] {
        if !is {
            return Err(format!("docs/conformance.md: {part} is nothing that a run writes"));
        }
    }
    Ok(())
}

/// A row of the page.
struct Written<'a> {
    shows: &'a str,
    firefox: &'a str,
    chromium: &'a str,
    test: &'a str,
}

impl<'a> Written<'a> {
    fn of(line: &'a str) -> Option<Written<'a>> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let &[_, shows, _, firefox, chromium, test] = cells.as_slice() else { return None };
        let test = test.strip_prefix('`')?.strip_suffix('`')?;
        Some(Written { shows, firefox, chromium, test })
    }
}
