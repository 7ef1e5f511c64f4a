//! What an application's values have to be. Names fields and rules, never values.

use jiff::civil::Date;

use super::super::{Address, Problem};
use super::content::{
    Application, EARLIEST_BIRTH, MAX_DOCUMENTS, MAX_HOUSEHOLD, MAX_NOTES, MAX_PROBLEMS, MAX_TEXT, Name,
};

/// Every value that cannot be right; none is repeated.
pub(super) fn problems(application: &Application, today: Date) -> Vec<Problem> {
    let mut check = Check { problems: Vec::new(), today };
    let applicant = &application.applicant;
    check.name("applicant.name", &applicant.name);
    check.birth_date("applicant.birth_date", &applicant.birth_date);
    check.ssn("applicant.ssn", applicant.ssn.as_deref());
    if let Some(phone) = &applicant.phone {
        check.that("applicant.phone", digits(phone, 10), "must be ten digits");
    }
    if let Some(email) = &applicant.email {
        let (local, domain) = email.split_once('@').unwrap_or_default();
        let whole = !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace);
        check.that("applicant.email", whole && email.len() <= 254, "must be an e-mail address: name@example.org");
    }
    check.address("home", &application.home);
    if let Some(mailing) = &application.mailing {
        check.address("mailing", mailing);
    }
    check.that("household", application.household.len() <= MAX_HOUSEHOLD, "must have at most 20 members");
    for (index, member) in application.household.iter().enumerate() {
        let at = format!("household[{index}]");
        check.name(&format!("{at}.name"), &member.name);
        check.birth_date(&format!("{at}.birth_date"), &member.birth_date);
        check.ssn(&format!("{at}.ssn"), member.ssn.as_deref());
        if let Some(income) = &member.monthly_income {
            check.amount(&format!("{at}.monthly_income"), income);
        }
    }
    check.amount("finances.monthly_income", &application.finances.monthly_income);
    check.amount("finances.cash_on_hand", &application.finances.cash_on_hand);
    check.amount("finances.monthly_rent", &application.finances.monthly_rent);
    if let Some(notes) = &application.notes {
        let fits = notes.chars().count() <= MAX_NOTES && !notes.trim().is_empty();
        check.that("notes", fits, "must be 1 to 4,000 characters, or be left out");
    }
    check.that("documents", application.documents.len() <= MAX_DOCUMENTS, "must be at most 32");
    check.date_not_after_today("signature.signed_on", &application.signature.signed_on);
    check.problems
}

struct Check {
    problems: Vec<Problem>,
    today: Date,
}

impl Check {
    fn that(&mut self, field: &str, holds: bool, message: &str) {
        if !holds && self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { field: field.to_owned(), message: message.to_owned() });
        }
    }

    fn text(&mut self, field: &str, text: &str) {
        let plain = !text.trim().is_empty() && text.trim() == text && !text.chars().any(char::is_control);
        let fits = text.chars().count() <= MAX_TEXT;
        self.that(
            field,
            plain && fits,
            "must be 1 to 200 characters without control characters or spaces around, or be left out if optional",
        );
    }

    fn name(&mut self, at: &str, name: &Name) {
        self.text(&format!("{at}.first"), &name.first);
        self.text(&format!("{at}.last"), &name.last);
        if let Some(middle) = &name.middle {
            self.text(&format!("{at}.middle"), middle);
        }
        if let Some(suffix) = &name.suffix {
            self.text(&format!("{at}.suffix"), suffix);
        }
    }

    fn date_not_after_today(&mut self, field: &str, text: &str) -> Option<Date> {
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
        self.that(field, date.is_some(), "must be a date that exists, YYYY-MM-DD");
        self.that(field, date.is_none_or(|date| date <= self.today), "must not be in the future");
        date
    }

    fn birth_date(&mut self, field: &str, text: &str) {
        let date = self.date_not_after_today(field, text);
        self.that(field, date.is_none_or(|date| date >= EARLIEST_BIRTH), "must not be before 1900-01-01");
    }

    fn ssn(&mut self, field: &str, ssn: Option<&str>) {
        // Area 000, group 00 and serial 0000 were never issued (20 CFR 422.103; SSA, "Meaning of the SSN").
        let issued = |ssn: &str| digits(ssn, 9) && &ssn[..3] != "000" && &ssn[3..5] != "00" && &ssn[5..] != "0000";
        self.that(field, ssn.is_none_or(issued), "must be nine digits of a Social Security number, or be left out");
    }

    fn amount(&mut self, field: &str, text: &str) {
        let whole = text.split_once('.').is_some_and(|(dollars, cents)| {
            (1..=9).contains(&dollars.len()) && dollars.bytes().all(|b| b.is_ascii_digit()) && digits(cents, 2)
        });
        self.that(field, whole, "must be an amount in dollars and cents: 1234.50");
    }

    fn address(&mut self, at: &str, address: &Address) {
        let value = serde_json::to_value(address).unwrap_or_default();
        for (key, value) in value.as_object().into_iter().flatten() {
            if let Some(text) = value.as_str() {
                self.text(&format!("{at}.{key}"), text);
            }
        }
        let (city, state, zip) = address.place();
        let two_letters = state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase());
        self.that(&format!("{at}.state"), two_letters, "must be two capital letters: CA");
        let zip_holds =
            digits(zip, 5) || zip.split_once('-').is_some_and(|(five, four)| digits(five, 5) && digits(four, 4));
        self.that(&format!("{at}.zip"), zip_holds, "must be a ZIP Code: 95001 or 95001-1234");
        if let Address::Military { .. } = address {
            self.that(&format!("{at}.city"), ["APO", "FPO", "DPO"].contains(&city), "must be APO, FPO or DPO");
            self.that(&format!("{at}.state"), ["AA", "AE", "AP"].contains(&state), "must be AA, AE or AP");
        }
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}
