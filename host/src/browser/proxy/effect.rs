//! What a request could do to the county, by what it is and what it asks for. Pure.

use hyper::HeaderMap;
use hyper::header::{ACCEPT, ACCESS_CONTROL_REQUEST_METHOD};
use url::Url;

use crate::browser::request_rules::Judgement;

/// What a request could do to the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It submits, or cannot be told from what does.
    Submits,
    /// It may submit, and more of it than can be read.
    TooLarge,
    /// It could submit all the same: by its method, or by its path.
    MaySubmit,
    /// It may change something, nobody declared it, and the policy holds what nobody declared.
    Undeclared,
    /// It reads, and may tell the county something: by its query, or because a script asks for it.
    Queries,
    /// It reads a page: a county may take what it holds already when somebody comes there.
    OpensPage,
    /// It only reads.
    Reads,
}

/// What asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// Who wants a page.
    Page,
    /// A script, by `fetch` and its like. Over http browsers do not say so.
    Script,
    /// An element of a page (a picture, a style, a script), or whatever does not say what it is.
    Element,
}

impl Asker {
    pub(super) fn of(headers: &HeaderMap) -> Asker {
        if headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html")) {
            return Asker::Page;
        }
        let by_script = headers.get("sec-fetch-dest").is_some_and(|wanted| wanted == "empty");
        // By this header, which no script can set, the browser itself asks whether a script may send something (Fetch, 4.8).
        let is_preflight = headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if by_script && !is_preflight { Asker::Script } else { Asker::Element }
    }
}

impl Effect {
    /// None of what is not sent at all.
    pub(super) fn of(judgement: Judgement, url: &Url, asker: Asker) -> Option<Effect> {
        Some(match judgement {
            Judgement::Submits => Effect::Submits,
            Judgement::Step | Judgement::MaySubmit => Effect::MaySubmit,
            Judgement::Undeclared => Effect::Undeclared,
            Judgement::Reads if url.query().is_some_and(|query| !query.is_empty()) => Effect::Queries,
            Judgement::Reads => match asker {
                Asker::Page => Effect::OpensPage,
                Asker::Script => Effect::Queries,
                Asker::Element => Effect::Reads,
            },
            Judgement::Dropped => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_read_could_do_depends_on_who_asks_for_what() {
        #[track_caller]
        fn check(address: &str, headers: &[(&'static str, &'static str)], expect: Effect) {
            let headers: HeaderMap =
                headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            let url = Url::parse(&format!("https://oak.test{address}")).unwrap();
            let found = Effect::of(Judgement::Reads, &url, Asker::of(&headers));
            assert_eq!(found, Some(expect), "{address} {headers:?}");
        }
        let (empty, image) = (("sec-fetch-dest", "empty"), ("sec-fetch-dest", "image"));
        let html = ("accept", "text/html,application/xhtml+xml");
        check("/send/17", &[empty], Effect::Queries);
        check("/send/17", &[image], Effect::Reads);
        check("/send/17", &[], Effect::Reads);
        check("/send/17", &[html], Effect::OpensPage);
        check("/send/17", &[html, empty], Effect::OpensPage);
        check("/send/17", &[empty, ("access-control-request-method", "POST")], Effect::Reads);
        check("/send?n=17", &[image], Effect::Queries);
        check("/send?", &[image], Effect::Reads);
    }
}
