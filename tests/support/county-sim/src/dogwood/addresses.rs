//! What Dogwood checks of addresses beside each of their inputs.

use crate::draft::Problem;
use crate::field::{Kind, Page};
use crate::towns::towns;
use crate::values::Values;

/// Mail to another address needs the whole address; mail to the home takes none. A town must be one of its state's.
pub(crate) fn addresses(page: &Page, values: &mut Values) -> Vec<Problem> {
    let Some(same) = page.fields.iter().find(|f| f.path.is_empty() && !f.required) else {
        return Vec::new();
    };
    let same = values.contains_key(&format!("?{}", same.name));
    if same {
        values.retain(|path, _| !path.starts_with("mailing."));
    }
    let mut found = Vec::new();
    for field in page.fields.iter().filter(|f| !same && f.path.starts_with("mailing.") && f.path != "mailing.line2") {
        if !values.contains_key(field.path) {
            found.push(Problem::new(field.name, format!("{} is required.", field.label)));
        }
    }
    for field in page.fields.iter().filter(|f| matches!(f.kind, Kind::Dependent)) {
        let state = values.get(&field.path.replace("city", "state"));
        if let (Some(town), Some(state)) = (values.get(field.path), state)
            && !towns(state).contains(&town.as_str())
        {
            found.push(Problem::new(field.name, format!("{} is not a town of that state.", field.label)));
        }
    }
    found
}
