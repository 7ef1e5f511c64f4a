//! The one way to an [`Application`]: its JSON read strictly, then every value checked.

use jiff::civil::Date;

use super::super::{Problem, parse_message, shown_key};
use super::check;
use super::content::Application;

/// Why this is no application. Names fields, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApplication {
    /// The JSON does not have the form of an application.
    #[error("{}{message}", if path.is_empty() || path == "." { String::new() } else { format!("`{path}`: ") })]
    Malformed {
        /// Where, as far as it could be said.
        path: String,
        /// What is wrong, and what was expected.
        message: String,
    },
    /// Its form is right; some of its values are not.
    #[error("{} of the application's values cannot be right", .0.len())]
    Problems(Vec<Problem>),
}

impl Application {
    /// Parses and checks an application; `today` bounds its dates.
    pub fn parse(json: &[u8], today: Date) -> Result<Self, InvalidApplication> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let application: Self = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let message =
                parse_message(&error.inner().to_string()).unwrap_or_else(|| "this is not valid JSON".to_owned());
            InvalidApplication::Malformed { path: shown_key(&error.path().to_string()), message }
        })?;
        deserializer.end().map_err(|_| InvalidApplication::Malformed {
            path: String::new(),
            message: "text follows the JSON".into(),
        })?;
        let problems = check::problems(&application, today);
        if problems.is_empty() { Ok(application) } else { Err(InvalidApplication::Problems(problems)) }
    }
}
