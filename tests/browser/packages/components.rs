//! Libraries of whole form controls: web components with shadow roots, and what React keeps under its own control.

use crate::case::cases;
use crate::shorthand::*;

cases! { "@shoelace-style/shoelace 2.20.1, @mui/material 5.16.7 with react 18.3.1, inputmask 5.0.9", settings;
    "external/shoelace.html" shoelace_lists: "Shoelace: select, one and several, by text and by code; radio group";
    "external/shoelace.html" shoelace_fields: "Shoelace: input, textarea, check box and switch";
    "external/material-ui.html" material_lists: "Material UI: select, one and several, by text and by code; autocomplete; radio group";
    "external/material-ui.html" material_fields: "Material UI: text field, check box and switch, in what React then knows";
    "external/inputmask.html" inputmask: "Inputmask: what it makes of digits is reported, and taken where it was said before";
}

async fn shoelace_lists(form: &mut Form) {
    for (county, code) in [("Birch County", "BI"), ("Alder County", "AL")] {
        done(choose(form, label("County"), county).await);
        assert_eq!(out(form).await, code);
    }
    done(form.choose(&id("county"), &[by_code("CE")]).await);
    assert_eq!(out(form).await, "CE");
    done(form.choose(&label("Needs"), &[by_text("Food"), by_text("Heat")]).await);
    done(choose(form, label("Marital status"), "Married").await);
    assert_eq!(out(form).await, "m");
}

async fn shoelace_fields(form: &mut Form) {
    done(fill(form, label("First name"), "Ada").await);
    done(fill(form, label("Notes"), "Two\nlines").await);
    done(check(form, label("I say the truth"), true).await);
    done(check(form, label("Paperless"), true).await);
    assert!(done(form.state(&label("Paperless")).await).checked);
}

async fn material_lists(form: &mut Form) {
    done(choose(form, label("County"), "Birch County").await);
    done(form.choose(&id("county"), &[by_code("Ce")]).await);
    done(form.choose(&label("Needs"), &[by_text("Food"), by_text("Heat")]).await);
    done(choose(form, label("Office"), "Birch County").await);
    done(choose(form, label("Marital status"), "Married").await);
    assert_eq!(out(form).await, "Ce Fo,He Birch County m false");
}

async fn material_fields(form: &mut Form) {
    done(fill(form, label("First name"), "Ada").await);
    done(check(form, label("I say the truth"), true).await);
    done(check(form, label("Paperless"), true).await);
    assert_eq!(out(form).await, "null true Ada");
}

async fn inputmask(form: &mut Form) {
    done(fill(form, label("SSN"), "900-12-3456").await);
    match failed(fill(form, label("Income"), "1200.50").await) {
        ActionError::Altered { kind, actual, .. } => {
            assert_eq!((kind, actual.as_str()), (AlterationKind::Reformatted, "$ 1,200.50"));
        }
        other => panic!("{other}"),
    }
    let value = Typed { holds: Some(Personal::new("$ 1,200.50")), ..Typed::literal("1200.50") };
    done(form.fill(&FillItem { target: label("Income"), value, look_only: false }).await);
}
