//! A file of the configuration, read and parsed. What is wrong is said with its line and its key, and never with what stands there.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::error::ConfigError;
use crate::file_error::FileAction;
use crate::submission::with_suggestion;

/// A file of so many bytes at most.
pub(super) fn read<T: DeserializeOwned>(path: &Path, most: u64) -> Result<T, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(FileAction::Read.failed(path)(error));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > most {
        return Err(unreadable(std::io::Error::other(format!("it has {size} bytes; {most} are allowed"))));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let message = match key_in(text.lines().nth(line - 1).unwrap_or_default()) {
            Some(key) if !error.message().contains(key) => format!("`{key}`: {}", with_suggestion(error.message())),
            _ => with_suggestion(error.message()),
        };
        ConfigError::Invalid { path: path.to_owned(), line, message }
    })
}

/// The key that a line sets, where it sets one: named beside an error, unlike its value.
fn key_in(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!key.is_empty() && key.chars().all(is_plain)).then_some(key)
}
