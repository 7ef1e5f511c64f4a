//! Writes a page anew for its turn. What stands inside a form keeps its order, its names and its texts; of its tags the classes
//! and the order of the attributes change, and nothing else.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::tags::{Attribute, Piece, Tag, pieces};
use super::words;
use crate::day::Turn;

/// Tags whose attributes come in another order by turns.
const REORDERED: [&str; 8] = ["form", "input", "select", "option", "button", "label", "a", "textarea"];
/// Tags that get a class more by turns.
const DRESSED: [&str; 13] =
    ["div", "p", "h1", "table", "tr", "form", "fieldset", "label", "input", "select", "textarea", "button", "a"];
const VARIANTS: [&str; 4] = ["A", "B", "C", "D"];
const LANGUAGES: [&str; 2] = ["en", "en-US"];
/// Dark enough to be read on any of `PAPERS`.
const INKS: [&str; 5] = ["#1d2b3a", "#3a1d2b", "#203a1d", "#3b2f14", "#111"];
const PAPERS: [&str; 5] = ["#f4f6f8", "#fdf6e3", "#eef7ee", "#f7eef5", "#fff"];

/// Where the notice of the day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// First on the page.
    Top,
    /// First on the page, with a heading of its own.
    TopAside,
    /// Right before the first form; where a script draws the page, above each of its views.
    BeforeForm,
    /// Last on the page, with a heading of its own.
    BottomAside,
    /// Last on the page, small.
    Footer,
    /// There is none.
    Nowhere,
}

const PLACES: [Place; 6] =
    [Place::Top, Place::BeforeForm, Place::TopAside, Place::Nowhere, Place::Footer, Place::BottomAside];

/// The page as it is served at this turn.
pub(super) fn varied(page: &str, turn: Turn) -> String {
    let pieces = pieces(page);
    let mut look = Look::of(turn);
    let inserted = inserted(&Landmarks::of(&pieces), &mut look, turn);
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(before) = inserted.get(&at) {
            out.push_str(before);
        }
        match piece {
            Piece::Start(tag) => out.push_str(&look.dress(tag)),
            _ => out.push_str(piece.text()),
        }
    }
    out
}

/// What chance decides, which knows no more than the turn.
struct Look {
    chance: StdRng,
    language: &'static str,
    variant: &'static str,
    /// The class of the page's body, of the notice, and of what else is put in.
    body: String,
    notice: String,
    other: String,
}

impl Look {
    fn of(turn: Turn) -> Self {
        let mut chance = StdRng::seed_from_u64((u64::from(turn.day) << 32) | u64::from(turn.answer));
        let (language, variant) = (one_of(&mut chance, &LANGUAGES), one_of(&mut chance, &VARIANTS));
        let (body, notice, other) = (class(&mut chance), class(&mut chance), class(&mut chance));
        Self { chance, language, variant, body, notice, other }
    }

    /// Colours, and nothing that moves a thing.
    fn style(&mut self) -> Markup {
        let (body, notice) = (&self.body, &self.notice);
        let mut colours = || (one_of(&mut self.chance, &INKS), one_of(&mut self.chance, &PAPERS));
        let ((ink, paper), (notice_ink, notice_paper)) = (colours(), colours());
        let rules = format!(
            ".{body} {{ background-color: {paper}; }} .{body} h1 {{ color: {ink}; }} \
             .{notice} {{ background-color: {notice_paper}; color: {notice_ink}; }}"
        );
        html! { style { (PreEscaped(rules)) } }
    }

    fn dress(&mut self, tag: &Tag<'_>) -> String {
        let says_language = |one: &&Attribute<'_>| tag.name == "html" && one.name.eq_ignore_ascii_case("lang");
        let kept = tag.attributes.iter().filter(|one| !says_language(one));
        let mut attributes: Vec<String> = kept.map(|one| one.text.to_owned()).collect();
        if tag.name == "html" {
            attributes.push(format!("lang=\"{}\"", self.language));
        } else if tag.name == "body" {
            attributes.push(format!("data-variant=\"{}\"", self.variant));
            add_class(&mut attributes, &tag.attributes, &self.body);
        } else if tag.has_name(&DRESSED) && self.chance.random() {
            add_class(&mut attributes, &tag.attributes, &class(&mut self.chance));
        }
        if tag.has_name(&REORDERED) && tag.any_order() && self.chance.random() {
            attributes.shuffle(&mut self.chance);
        }
        if attributes.iter().map(String::as_str).eq(tag.attributes.iter().map(|one| one.text)) {
            return tag.text.to_owned();
        }
        tag.with(&attributes)
    }
}

/// A class as build tools make them, with no meaning and no rule.
fn class(chance: &mut StdRng) -> String {
    format!("css-{:07x}", chance.random_range(0..1_u32 << 28))
}

fn one_of(chance: &mut StdRng, all: &[&'static str]) -> &'static str {
    all[chance.random_range(0..all.len())]
}

/// Puts a class behind those that there are.
fn add_class(attributes: &mut Vec<String>, now: &[Attribute<'_>], class: &str) {
    match now.iter().position(|one| one.name.eq_ignore_ascii_case("class")) {
        None => attributes.push(format!("class=\"{class}\"")),
        Some(at) => match now[at].value {
            Some(value) if !value.contains('"') => attributes[at] = format!("class=\"{value} {class}\""),
            // A value that would need care is left alone.
            _ => {}
        },
    }
}

/// Numbers of the pieces that something is put in before.
#[derive(Default)]
struct Landmarks {
    head_end: Option<usize>,
    /// What follows the body's start tag, and its end tag. None of a frameset, which shows nothing itself.
    body: Option<(usize, usize)>,
    /// The first form that stands in no table.
    form: Option<usize>,
    /// What a script draws the page into.
    view: Option<usize>,
}

impl Landmarks {
    fn of(pieces: &[Piece<'_>]) -> Self {
        let mut landmarks = Self::default();
        let (mut begin, mut tables) = (None, 0_usize);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Start(tag) => match tag.name.as_str() {
                    "body" => begin = begin.or(Some(at + 1)),
                    "main" => landmarks.view = landmarks.view.or(Some(at)),
                    "form" if tables == 0 => landmarks.form = landmarks.form.or(Some(at)),
                    "table" => tables += 1,
                    _ => {}
                },
                Piece::End(tag) => match tag.name.as_str() {
                    "head" => landmarks.head_end = landmarks.head_end.or(Some(at)),
                    "body" => landmarks.body = begin.map(|begin| (begin, at)),
                    "table" => tables = tables.saturating_sub(1),
                    _ => {}
                },
                Piece::Text(_) => {}
            }
        }
        landmarks
    }
}

/// What is put in, by the number of the piece that it stands before.
fn inserted(landmarks: &Landmarks, look: &mut Look, turn: Turn) -> BTreeMap<usize, String> {
    let mut inserted = BTreeMap::<usize, String>::new();
    let mut before = |at: usize, what: &Markup| inserted.entry(at).or_default().push_str(&what.0);
    if let Some(head_end) = landmarks.head_end {
        before(head_end, &look.style());
    }
    let Some((begin, end)) = landmarks.body else { return inserted };
    let (wrapped, date_below): (bool, bool) = (look.chance.random(), look.chance.random());
    let languages = words::languages(look.chance.random_range(words::LANGUAGE_LINKS));
    let (notice, other) = (&look.notice, &look.other);
    let (text, heading, today) = (words::notice(turn), words::heading(turn), words::today(turn));
    let block = html! { div class=(notice) { p { (text) } } };
    let aside = html! { aside class=(notice) { h2 { (heading) } p { (text) } } };
    let status = html! { p class=(notice) role="status" { (text) } };
    let small = html! { p class=(notice) { small { (text) } } };
    let place = turn.pick(&PLACES);

    before(begin, &html! { div class=(other) { @if !date_below { span { (today) } " " } (languages) } });
    match place {
        Place::Top => before(begin, &block),
        Place::TopAside => before(begin, &aside),
        _ => {}
    }
    if wrapped {
        before(begin, &PreEscaped(format!("<div class=\"{other}\">")));
        before(end, &PreEscaped("</div>".to_owned()));
    }
    match place {
        Place::BeforeForm => match landmarks.view {
            Some(view) => before(view, &html! { template id="notice-of-the-day" { (status) } }),
            None => before(landmarks.form.unwrap_or(begin), &status),
        },
        Place::BottomAside => before(end, &aside),
        Place::Footer => before(end, &small),
        Place::Top | Place::TopAside | Place::Nowhere => {}
    }
    if date_below {
        before(end, &html! { p class=(other) { (today) } });
    }
    inserted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>A <b></title><style>.x > p { color: red }</style></head>
        <body class="v1"><h1>Home</h1><table><tr><td><form action="/remove"><input type="hidden" name="row" value="1 > 0">
        </form></td></tr></table><!-- <form id="x" name='y'> --><form method="post" action="/a?b=1" onsubmit="return x > 1">
        <label for=n>Name</label><input type="text" id='n' name='n' value='"' disabled><select name="s" id="s" class='"'>
        <option value="">-</option><option value="A" selected>A & b</option></select><textarea name="t" rows="4"><p id="p"
        class="x"></textarea><button type="submit" name="do" value="go" class="big">Go</button></form>
        <script>var x = "<input name='z' id='z'>";</script></body></html>"#;

    /// As many as it takes for every notice at every place.
    fn turns() -> impl Iterator<Item = Turn> {
        (0..78).map(|answer| Turn { day: 3, answer })
    }

    /// The parts of a page, those of tags as they are understood: classes left out, attributes in the order of their names.
    fn meant(page: &str) -> Vec<String> {
        let tag = |tag: &Tag<'_>| {
            let kept = tag.attributes.iter().filter(|one| one.name != "class");
            let mut said: Vec<_> = kept.map(|one| format!("{}={:?}", one.name, one.value)).collect();
            said.sort();
            format!("<{} {}", tag.name, said.join(" "))
        };
        let part = |piece: &Piece<'_>| match piece {
            Piece::Start(start) => tag(start),
            Piece::End(_) | Piece::Text(_) => piece.text().to_owned(),
        };
        pieces(page).iter().map(part).collect()
    }

    /// All that stands in forms, and the forms' own tags.
    fn forms(page: &str) -> Vec<String> {
        let mut inside = false;
        let in_form = |part: &String| {
            let was = inside;
            inside = part.starts_with("<form ") || inside && part != "</form>";
            was || inside
        };
        meant(page).into_iter().filter(in_form).collect()
    }

    #[test]
    fn forms_ask_hold_and_send_what_they_did() {
        let expect = forms(PAGE);
        assert_eq!(expect.iter().filter(|part| part.starts_with("<form ")).count(), 2);
        assert!(
            expect
                .iter()
                .any(|part| part
                    == r#"<input disabled=None id=Some("n") name=Some("n") type=Some("text") value=Some("\"")"#),
            "{expect:?}"
        );
        for turn in turns() {
            assert_eq!(forms(&varied(PAGE, turn)), expect, "{turn:?}");
        }
    }

    #[test]
    fn what_stood_on_the_page_stands_there_in_its_order() {
        for turn in turns() {
            let varied = meant(&varied(PAGE, turn));
            let mut rest = varied.iter();
            for part in meant(PAGE).iter().filter(|part| !part.starts_with("<html ") && !part.starts_with("<body ")) {
                assert!(rest.any(|one| one == part), "{turn:?}: {part} is missing in {varied:?}");
            }
        }
    }

    #[test]
    fn no_two_turns_look_alike_and_the_same_turn_always_does() {
        let different: BTreeSet<_> = turns().map(|turn| varied(PAGE, turn)).collect();
        assert_eq!(different.len(), turns().count());
        let one = Turn { day: 3, answer: 1 };
        assert_eq!(varied(PAGE, one), varied(PAGE, one));
        assert_ne!(varied(PAGE, one), varied(PAGE, Turn { day: 4, ..one }));
    }

    #[test]
    fn everything_that_may_vary_does() {
        let all: Vec<_> = turns().map(|turn| (varied(PAGE, turn), words::notice(turn), words::today(turn))).collect();
        let some = |what: &str| {
            let with = all.iter().filter(|(page, ..)| page.contains(what)).count();
            assert!(0 < with && with < all.len(), "{what} is in {with} of {} pages", all.len());
        };
        for variant in VARIANTS {
            some(&format!("data-variant=\"{variant}\""));
        }
        some("<html lang=\"en\">");
        some("<html lang=\"en-US\">");
        some("<label for=n>");
        some("class=\"big css-");
        some("<input type=\"text\" id='n' name='n' value='\"' disabled");
        some("<button name=\"do\"");
        some("<strong>English</strong>");
        let wrapped = all.iter().filter(|(page, ..)| page.matches("</div>").count() % 2 == 0).count();
        assert!(0 < wrapped && wrapped < all.len(), "a wrapper is around {wrapped} of {}", all.len());
        assert!(all.iter().all(|(page, _, today)| page.contains(today)), "the date is on every page");
        assert!(all.iter().all(|(page, ..)| page.contains(r#"class='"'"#)), "a class with a quote is left alone");
    }

    #[test]
    fn the_notice_stands_at_each_place_by_turns() {
        let place = |turn: Turn| {
            let (page, text) = (varied(PAGE, turn), words::notice(turn));
            let (before, after) = page.split_once(&text)?;
            let (first, last) = (after.contains("<h1"), before.contains("</script>"));
            if before.ends_with(" role=\"status\">") && after.starts_with("</p><form ") && before.contains("</table>") {
                Some(Place::BeforeForm)
            } else if after.starts_with("</p></aside>") {
                first.then_some(Place::TopAside).or(last.then_some(Place::BottomAside))
            } else if after.starts_with("</small></p>") {
                last.then_some(Place::Footer)
            } else {
                first.then_some(Place::Top)
            }
        };
        for turn in turns() {
            let expect = Some(turn.pick(&PLACES)).filter(|place| *place != Place::Nowhere);
            assert_eq!(place(turn), expect, "{turn:?}");
        }
    }

    #[test]
    fn a_frameset_and_a_view_of_a_script_get_nothing_put_into_them() {
        let frameset = "<html><head><title>F</title></head><frameset cols=\"1,*\"><frame name=\"a\"></frameset></html>";
        let shell = "<html><head></head><body><main id=\"app\"><p id=\"wait\">Loading</p></main><footer>F</footer></body></html>";
        let mut templates = 0;
        for turn in turns() {
            let varied_frameset = varied(frameset, turn);
            assert!(
                varied_frameset.ends_with("</style></head><frameset cols=\"1,*\"><frame name=\"a\"></frameset></html>"),
                "{varied_frameset}"
            );
            let varied_shell = varied(shell, turn);
            let (before, inside) = varied_shell.split_once("<main id=\"app\">").unwrap();
            assert!(inside.starts_with("<p id=\"wait\""), "{inside}");
            assert!(inside.contains(">Loading</p></main><footer>F</footer>"), "{inside}");
            let notice = format!(" role=\"status\">{}</p></template>", words::notice(turn));
            templates += usize::from(before.ends_with(&notice));
        }
        assert_eq!(templates, turns().count() / PLACES.len());
    }
}
