//! For tests: what a worker types and picks for an application, and what a county holds after that.

use crate::county::County;
use crate::draft::Draft;
use crate::field::{Field, Kind, below};
use crate::form::Form;
use crate::values::Values;
use crate::{alder, birch, cedar, dogwood, elm};

/// What the county holds after these values were put into its form by somebody who knows another form of it: what the browser
/// sends without anybody's doing is sent, and what only the other form asks goes nowhere.
pub(crate) fn held(county: County, form: &Form, known: &Form, wanted: &Values) -> Values {
    let typed: Values = known.pages.iter().flat_map(|page| inputs(&page.fields, "", wanted)).collect();
    let mut draft = Draft::default();
    for page in &form.pages {
        let raw = page.shown(&typed);
        if county == County::Alder {
            assert_eq!(alder::rules::plain(&page.fields, &raw), Ok(()));
        }
        let extra = |values: &mut Values| match county {
            County::Alder => alder::rules::addresses(page, values),
            County::Birch => birch::mailing(page, values),
            County::Cedar => cedar::mailing(page, values),
            County::Dogwood => dogwood::addresses::addresses(page, values),
            County::Elm => elm::operations::mailing(page, values),
        };
        assert_eq!(draft.save(page, &raw, extra), Ok(()), "page {}", page.id);
    }
    for n in 0.. {
        let prefix = format!("household[{n}]");
        if !wanted.keys().any(|path| path.starts_with(&prefix)) {
            break;
        }
        assert_eq!(draft.add_member(&form.member, &inputs(&known.member, &prefix, wanted)), Ok(()), "{prefix}");
    }
    assert!(draft.missing(&form.pages).is_empty());
    draft.held()
}

/// What a worker types and picks for these values.
fn inputs(fields: &[Field], prefix: &str, wanted: &Values) -> Values {
    let mut raw = Values::new();
    let mail = wanted.keys().any(|path| path.starts_with("mailing."));
    for field in fields {
        let names = field.inputs();
        if field.path.is_empty() {
            let answer = match field.kind {
                Kind::Check if !field.required && mail => continue,
                Kind::Radio(choices) => {
                    let meant = if mail { "other" } else { "same" };
                    choices.iter().find(|c| c.0 == meant).map_or_else(String::new, |c| c.1.to_owned())
                }
                Kind::LateSelect(choices) => choices[0].1.to_owned(),
                _ => "1".to_owned(),
            };
            raw.insert(names[0].clone(), answer);
        } else if let Some(value) = wanted.get(&below(prefix, field.path)) {
            raw.extend(names.into_iter().zip(parts(field.kind, value)));
        }
    }
    raw
}

fn parts(kind: Kind, value: &str) -> Vec<String> {
    let own = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    match kind {
        Kind::Select(choices)
        | Kind::LateSelect(choices)
        | Kind::Filtered(choices)
        | Kind::Radio(choices)
        | Kind::Listbox(choices) => choices.iter().filter(|c| c.0 == value).map(|c| c.1.to_owned()).collect(),
        Kind::SsnBoxes => own(&[&value[..3], &value[3..5], &value[5..]]),
        Kind::DateLists(_) => own(&[&value[5..7], &value[8..], &value[..4]]),
        Kind::DateText | Kind::DateMask | Kind::DateCalendar => {
            vec![format!("{}/{}/{}", &value[5..7], &value[8..], &value[..4])]
        }
        _ => own(&[value]),
    }
}
