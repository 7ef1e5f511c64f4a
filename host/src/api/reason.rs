//! Why somebody did something: the words that go into a history and stay there.

use super::problem::Problem;
use crate::submission::hides;

/// Most characters of a reason.
const MAX_WHY: usize = 500;

/// The reason that goes into the history.
pub(super) fn reason(why: Option<&str>) -> Result<String, Problem> {
    let why = why.unwrap_or_default().trim();
    if why.is_empty() || why.chars().count() > MAX_WHY || why.chars().any(hides) {
        return Err(Problem::bad_request(format!(
            "`why` must say in 1 to {MAX_WHY} characters why this is done; it is kept for good, so name no applicant in it"
        )));
    }
    Ok(why.to_owned())
}
