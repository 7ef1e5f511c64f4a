//! Walks as careless authors do, one walk after the other, and hands on what each ended with: in circles, past a button that does
//! nothing, over a page that is described twice, into a complaint, onto a form that nobody described.
use postrider_sdk::prelude::*;

struct Wanders;

impl Submitter for Wanders {
    fn submit(app: &Application, page: &Page) -> Result<Receipt, Stop> {
        let next = || button("Next");
        let walks = [
            (
                "menu",
                Walk::new().pass(heading("Menu"), |page| page.click(link("Again"))).page(
                    heading("Name"),
                    name_page,
                    next(),
                ),
            ),
            ("stays", Walk::new().page(heading("Name"), name_page, next()).page(heading("Home"), name_page, next())),
            ("twice", Walk::new().page(css("h1"), name_page, next()).page(heading("Home"), home_page, next())),
            (
                "complains",
                Walk::new()
                    .page(heading("Name"), name_page, next())
                    .page(heading("Home"), home_page, next())
                    .complaint(id("errors"), &["closed"]),
            ),
            ("strange", Walk::new().page(heading("Name"), name_page, next()).unknown(css("form"), css("h1"))),
        ];
        let mut ends = Vec::new();
        for (path, walk) in walks {
            page.open(&joined(&["http://wanders.test/", path]))?;
            let end = walk.to_last_page(app, page);
            let message = end.map_or_else(|stop| stop.message(), |()| "it got through".to_owned());
            ends.push(Problem { path: path.to_owned(), message });
        }
        Err(Stop::Refused(ends))
    }

    fn probe(page: &Page) -> Result<(), Stop> {
        page.open("http://wanders.test/menu").map(drop)
    }
}

fn name_page(app: &Application, page: &Page) -> Result<(), Stop> {
    page.fill(label("First name"), app.applicant().name().first())
}

fn home_page(app: &Application, page: &Page) -> Result<(), Stop> {
    page.fill(label("City"), app.home().city())
}

postrider_sdk::register!(Wanders, "manifests/wanders.toml");
