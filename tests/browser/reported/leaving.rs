//! Pages that leave, draw themselves anew or lend one control to several fields, under what is typed.

use super::county::{County, settings};
use crate::case::cases;
use crate::own::committing::field;
use crate::shorthand::*;
use crate::strain::bound;

cases! { "Pages that leave", settings;
    "reported/postback.html" a_field_that_reloads_the_page: "a field whose change sends the page away and draws it anew, by `fill` and by `fill-all`: what is typed next is there, and no page was sent empty";
    "reported/postback-blur.html" amounts_that_reload_the_page: "prefilled amounts that send the page when they are left, and are rewritten, by `fill-all`";
    "reported/postback-list.html" a_list_that_reloads_the_page: "a list whose change sends the page, which comes back with more fields";
    "reported/late-navigation.html" a_page_that_goes_to_what_it_saved: "a field whose change is saved before the page goes on: what was typed meanwhile is there, or `altered` says that it was lost";
    "reported/late-leave.html" a_page_that_leaves_late: "a click that leaves late, to a page with the same label: the first page is not sent with what was meant for the next";
    "reported/reused-control.html" a_control_for_the_next_person: "one control for several persons that is emptied late: each name is sent for its own, or an error says before it is sent that the control is in use";
}

async fn a_field_that_reloads_the_page(form: &mut Form) {
    for together in [false, true] {
        let county = County::of(form, "postback").await;
        let items = [item(label("ZIP Code"), "95820"), item(label("Phone"), "916-555-0100")];
        done(fill_each(form, &items, together).await);
        click(form, button("Save")).await;
        let expect = "zip=95820, county=Sacramento, phone=916-555-0100, postbacks=1, trail=|95820";
        county.confirms(form, &[expect]).await;
    }
}

async fn amounts_that_reload_the_page(form: &mut Form) {
    for together in [false, true] {
        let county = County::of(form, "postback-blur").await;
        let items = [("Wages", "1200.00"), ("Rent received", "300.00"), ("Pensions", "50.00")];
        done(fill_each(form, &items.map(|(name, amount)| item(label(name), amount)), together).await);
        county.gets(form, "Save", &["wages=1200.00, rent=300.00, pensions=50.00, trips=3"]).await;
    }
}

async fn a_list_that_reloads_the_page(form: &mut Form) {
    let county = County::of(form, "postback-list").await;
    done(choose(form, label("Members"), "3").await);
    let items = [("Name 1", "Ann"), ("Name 2", "Bob"), ("Name 3", "Cid")].map(|(name, text)| item(label(name), text));
    done(form.fill_all(&items).await);
    county.gets(form, "Save", &["members=3, name1=Ann, name2=Bob, name3=Cid"]).await;
}

async fn a_page_that_goes_to_what_it_saved(form: &mut Form) {
    for together in [false, true] {
        let county = County::of(form, "late-navigation").await;
        let items =
            [("Case number", "A-17"), ("Worker", "Ann"), ("Notes", "none")].map(|(name, text)| item(label(name), text));
        let mut went = fill_each(form, &items, together).await;
        if went.is_ok() {
            went = form.click(&button("Save"), None).await;
        }
        match went {
            Ok(()) => county.confirms(form, &["case=A-17, worker=Ann, notes=none"]).await,
            Err(Failure { error: ActionError::Altered { .. }, .. }) => county.has_nothing(form).await,
            Err(other) => panic!("{other}"),
        }
    }
}

/// The page had not done yet what the click began.
fn is_in_use(error: &ActionError) -> bool {
    matches!(
        error,
        ActionError::NotReady { missing: Readiness::Still, .. }
            | ActionError::Altered { .. }
            | ActionError::ManyMatches(_)
    )
}

async fn a_page_that_leaves_late(form: &mut Form) {
    let county = County::of(form, "late-leave").await;
    done(form.fill(&field(label("Last name"), "applicant.name.last", "Alvarez")).await);
    click(form, button("Next")).await;
    match form.fill(&field(label("Last name"), "household[0].name.last", "Brown")).await {
        Ok(()) => county.gets(form, "Finish", &["step=1, last=Alvarez", "step=2, last=Brown"]).await,
        Err(failure) if is_in_use(&failure.error) => {
            done(form.wait(&[Condition::Title(holding("Step 2"))], bound(5_000)).await);
            assert_eq!(county.has(), ["step=1, last=Alvarez"], "{failure}");
        }
        Err(other) => panic!("{other}"),
    }
}

async fn a_control_for_the_next_person(form: &mut Form) {
    let county = County::of(form, "reused-control").await;
    done(form.fill(&field(label("Last name"), "applicant.name.last", "Alvarez")).await);
    click(form, button("Next person")).await;
    let mut went = form.fill(&field(label("Last name"), "household[0].name.last", "Brown")).await;
    if went.is_ok() {
        went = form.click(&button("Finish"), None).await;
    }
    match went {
        Ok(()) => county.confirms(form, &["names=Alvarez;Brown"]).await,
        Err(failure) if is_in_use(&failure.error) => county.has_nothing(form).await,
        Err(other) => panic!("{other}"),
    }
}
