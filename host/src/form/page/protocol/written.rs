//! How targets, conditions and choices are written for the page's script. A new finder or condition is a line here and an entry
//! in `find.js` or `look.js`.

use serde::{Deserialize, Serialize, Serializer};

use crate::form::types::{Choice, Condition, Disclosure, Finder, OptionFinder, Target, Text};

/// Something as it goes to the page. A wrapper, so that what may hold an applicant's value can be written nowhere else.
#[derive(Clone, Copy)]
pub(crate) struct ForPage<'r, T>(pub(crate) &'r T);

/// What an element is wanted for, which says the states that it must have (`NEEDS` in `ready.js`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Want {
    Fill,
    Click,
    Press,
    Hover,
    Check,
    List,
    File,
    Frame,
    Look,
    ListLook,
    FillLook,
}

/// How a list is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ListKind {
    Native,
    /// A native list that takes several.
    NativeMany,
    Radios,
    /// Check boxes, of which any may be on.
    Checks,
    /// An ARIA list that stands open.
    Listbox,
    Typeahead,
    /// A list that a click opens.
    Popup,
}

/// A condition with its number in the list that is waited for.
#[derive(Serialize)]
pub(crate) struct AskedCondition<'r> {
    pub(crate) number: u32,
    #[serde(flatten)]
    fact: Fact<'r>,
}

/// A condition that the page can tell.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Fact<'r> {
    Visible {
        target: ForPage<'r, Target>,
    },
    Hidden {
        target: ForPage<'r, Target>,
    },
    Enabled {
        target: ForPage<'r, Target>,
    },
    /// `known`: the plugin knows the text, which is then not compared with what it may not read.
    Holds {
        target: ForPage<'r, Target>,
        text: &'r str,
        known: bool,
    },
    Count {
        target: ForPage<'r, Target>,
        count: u32,
    },
    Text {
        text: ForPage<'r, Text>,
    },
    Address {
        text: &'r str,
    },
    Title {
        text: ForPage<'r, Text>,
    },
    PageLeft,
}

impl<'r> AskedCondition<'r> {
    /// None for what only the session can tell.
    pub(crate) fn new(number: u32, condition: &'r Condition) -> Option<AskedCondition<'r>> {
        let fact = match condition {
            Condition::Visible(target) => Fact::Visible { target: ForPage(target) },
            Condition::Hidden(target) => Fact::Hidden { target: ForPage(target) },
            Condition::Enabled(target) => Fact::Enabled { target: ForPage(target) },
            Condition::Holds(target, value) => {
                let known = value.source.disclosure() == Disclosure::Open;
                Fact::Holds {
                    target: ForPage(target),
                    text: value.holds.as_ref().unwrap_or(&value.text).reveal(),
                    known,
                }
            }
            Condition::Count(target, count) => Fact::Count { target: ForPage(target), count: *count },
            Condition::Text(text) => Fact::Text { text: ForPage(text) },
            Condition::Address(text) => Fact::Address { text },
            Condition::Title(text) => Fact::Title { text: ForPage(text) },
            Condition::PageLeft => Fact::PageLeft,
            Condition::Dialog | Condition::Windows(_) | Condition::NetworkQuiet => return None,
        };
        Some(AskedCondition { number, fact })
    }

    /// The title alone, as number 0.
    pub(crate) fn title(text: &'r Text) -> AskedCondition<'r> {
        AskedCondition { number: 0, fact: Fact::Title { text: ForPage(text) } }
    }
}

/// A choice, and what the option says that was picked for it.
#[derive(Serialize)]
pub(crate) struct PickedChoice<'r> {
    #[serde(flatten)]
    pub(crate) choice: ForPage<'r, Choice>,
    pub(crate) shown: &'r str,
    /// What the form sends for it, where that is known.
    pub(crate) code: Option<&'r str>,
}

/// All but the frames, which the session enters.
impl Serialize for ForPage<'_, Target> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            scopes: Vec<ForPage<'a, Finder>>,
            by: ForPage<'a, Finder>,
            nth: Option<u32>,
        }
        let scopes = self.0.scopes.iter().map(ForPage).collect();
        Written { scopes, by: ForPage(&self.0.by), nth: self.0.nth }.serialize(serializer)
    }
}

impl Serialize for ForPage<'_, Finder> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            kind: &'a str,
            argument: &'a str,
            texts: Vec<ForPage<'a, Text>>,
        }
        let (kind, argument, texts) = match self.0 {
            Finder::Label(text) => ("label", "", vec![ForPage(text)]),
            Finder::Role { role, name } => ("role", role.as_str(), name.iter().map(ForPage).collect()),
            Finder::Text(text) => ("text", "", vec![ForPage(text)]),
            Finder::Placeholder(text) => ("placeholder", "", vec![ForPage(text)]),
            Finder::AfterText(text) => ("after-text", "", vec![ForPage(text)]),
            Finder::Section(text) => ("section", "", vec![ForPage(text)]),
            Finder::Row(texts) => ("row", "", texts.iter().map(ForPage).collect()),
            Finder::Name(name) => ("name", name.as_str(), Vec::new()),
            Finder::Id(id) => ("id", id.as_str(), Vec::new()),
            Finder::TestId(id) => ("test-id", id.as_str(), Vec::new()),
            Finder::Css(selector) => ("css", selector.as_str(), Vec::new()),
            Finder::XPath(path) => ("xpath", path.as_str(), Vec::new()),
        };
        Written { kind, argument, texts }.serialize(serializer)
    }
}

impl Serialize for ForPage<'_, Text> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            how: &'a str,
            text: &'a str,
        }
        let (how, text) = match self.0 {
            Text::Exact(text) => ("exact", text.as_str()),
            Text::Contains(text) => ("contains", text.as_str()),
            Text::ValueOf(value) => ("contains", value.reveal()),
        };
        Written { how, text }.serialize(serializer)
    }
}

impl Serialize for ForPage<'_, Choice> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            by: &'a str,
            text: &'a str,
            typed: Option<&'a str>,
            nth: Option<u32>,
        }
        let by = match self.0.option {
            OptionFinder::Text(_) => "text",
            OptionFinder::Part(_) => "part",
            OptionFinder::Code(_) => "code",
        };
        let typed = self.0.typed.as_ref().map(|typed| typed.text.reveal());
        Written { by, text: self.0.value().text.reveal(), typed, nth: self.0.nth }.serialize(serializer)
    }
}
