//! A behaviour: what is to be shown, on which page, by which steps. Plain data and a function; it knows no browser.

use std::pin::Pin;

use postrider::browser::{Kind, Scheme};
use postrider::form::{Form, Settings};

/// The browsers that everything is shown in.
pub(crate) const BOTH: [Kind; 2] = [Kind::Firefox, Kind::Chromium];

/// The steps of a behaviour. They panic where it does not hold.
pub(crate) type Steps = for<'a> fn(&'a mut Form) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

/// One behaviour.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// What it belongs to: a kind of action, or a package of others.
    pub(crate) area: &'static str,
    /// The module that holds its steps.
    pub(crate) module: &'static str,
    /// The function that is its steps.
    pub(crate) function: &'static str,
    /// The page that is open when the steps begin.
    pub(crate) page: &'static str,
    /// What it shows, in words.
    pub(crate) shows: &'static str,
    /// What the form is bound to.
    pub(crate) settings: fn() -> Settings,
    pub(crate) steps: Steps,
}

impl Case {
    /// As in the list of tests: `own::filling::text_replaces_what_was_there`.
    pub(crate) fn name(&self) -> String {
        let module = self.module.split_once("::").map_or(self.module, |(_, module)| module);
        format!("{module}::{}", self.function)
    }

    /// Whether its page was made after a trouble report.
    pub(crate) fn is_reported(&self) -> bool {
        self.module.contains("::reported")
    }
}

/// What is known to fail, and why. Whatever stands here must fail: it goes when it passes.
const KNOWN: &[(&str, Kind, Scheme, &str)] = &[];

/// Why a behaviour is known to fail in a browser over a scheme.
pub(crate) fn known(case: Case, kind: Kind, over: Scheme) -> Option<&'static str> {
    let name = case.name();
    let is_it = |known: &&(&str, Kind, Scheme, &str)| known.0 == name && known.1 == kind && known.2 == over;
    KNOWN.iter().find(is_it).map(|(.., why)| *why)
}

/// Makes the catalogue of a module: `cases! { "Filling", settings; "page.html" function: "what it shows"; ... }`.
macro_rules! cases {
    ($area:literal, $($rest:tt)*) => {
        $crate::case::cases! { CASES = $area, $($rest)* }
    };
    ($all:ident = $area:literal, $settings:path; $($page:literal $function:ident $(($own:path))? : $shows:literal;)*) => {
        pub(crate) const $all: &[$crate::case::Case] = &[$($crate::case::Case {
            area: $area,
            module: module_path!(),
            function: stringify!($function),
            page: $page,
            shows: $shows,
            settings: $crate::case::settings_of!($settings $(, $own)?),
            steps: |form| Box::pin($function(form)),
        }),*];
    };
}

/// A behaviour's own settings, else its module's.
macro_rules! settings_of {
    ($settings:path) => {
        $settings
    };
    ($settings:path, $own:path) => {
        $own
    };
}

pub(crate) use {cases, settings_of};
