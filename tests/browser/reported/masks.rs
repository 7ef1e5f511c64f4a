//! Masks of others that make something else of a value.

use super::county::{County, settings};
use super::filling::amount;
use crate::case::cases;
use crate::shorthand::*;

cases! { "Masks: jquery-maskmoney 3.0.2", settings;
    "reported/cents-mask.html" cents_from_the_right: "digits that come in from the right: 1200 is `altered`, as it became 12.00, whatever `holds` says; 1200.00 is accepted as 1,200.00";
}

async fn cents_from_the_right(form: &mut Form) {
    let county = County::of(form, "cents-mask").await;
    for holds in [None, Some("12.00")] {
        let kept = form.fill(&amount("Monthly income", "1200", holds)).await;
        assert!(matches!(failed(kept), ActionError::Altered { .. }), "{holds:?}");
    }
    done(form.fill(&amount("Monthly income", "1200.00", Some("1,200.00"))).await);
    county.gets(form, "Save", &["income=1,200.00, notes="]).await;
}
