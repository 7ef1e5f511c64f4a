//! The files of counties' `calendar`: each read once, however many counties share it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::toml_file;
use crate::submission::{CalendarConfig, CountyConfig};

/// Bytes of one file.
const MAX_CALENDAR_BYTES: u64 = 256 << 10;

/// Those that were read, by where they lie.
pub(super) struct CalendarFiles<'a> {
    base: &'a Path,
    read: BTreeMap<PathBuf, CalendarConfig>,
}

impl<'a> CalendarFiles<'a> {
    /// Files whose names are relative to a folder.
    pub(super) fn below(base: &'a Path) -> Self {
        Self { base, read: BTreeMap::new() }
    }

    /// What a county's file says; none where it names none.
    pub(super) fn of(&mut self, county: &CountyConfig) -> Result<Option<CalendarConfig>, ConfigError> {
        let Some(file) = &county.calendar else { return Ok(None) };
        let path = self.base.join(file);
        if let Some(calendar) = self.read.get(&path) {
            return Ok(Some(calendar.clone()));
        }
        let calendar: CalendarConfig = toml_file::read(&path, MAX_CALENDAR_BYTES)?;
        self.read.insert(path, calendar.clone());
        Ok(Some(calendar))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    /// What a configuration with this county and this calendar file is, or why it is none.
    #[track_caller]
    fn check(county: &str, calendar: &str, expect: Result<&str, &str>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("postrider.toml");
        std::fs::create_dir(folder.path().join("calendars")).unwrap();
        std::fs::write(folder.path().join("calendars/ca.toml"), calendar).unwrap();
        let text = format!("data = 'd'\n[[county]]\ncode = '06001'\ngrant.origins = ['http://a.test']\n{county}");
        std::fs::write(&file, text).unwrap();
        let after = "2026-10-09T20:00:00Z".parse().unwrap();
        let said = match Config::read(&file) {
            Ok(config) => {
                let county = config.counties.iter().next().unwrap();
                Ok(format!("{} {}", county.name, county.calendar.next_cutoff(after).0))
            }
            Err(error) => Err(error.to_string().replace(&folder.path().display().to_string(), "FOLDER")),
        };
        assert_eq!(said.as_deref().map_err(String::as_str), expect);
    }

    const SHARES: &str = "calendar = 'calendars/ca.toml'";

    #[test]
    fn counties_share_a_file_and_say_what_differs() {
        let friday = "Alameda County, CA 2026-10-09T23:00:00Z";
        check(SHARES, "cutoff = '16:00:00'", Ok(friday));
        check(
            &format!("{SHARES}\ncutoff = '12:00:00'"),
            "cutoff = '16:00:00'",
            Ok("Alameda County, CA 2026-10-13T19:00:00Z"),
        );
        let works_on_columbus = "cutoff = '12:00:00'\nholidays = ['federal', '-columbus']";
        check(SHARES, works_on_columbus, Ok("Alameda County, CA 2026-10-12T19:00:00Z"));
        check(
            &format!("{SHARES}\nholidays = ['calendar', 'columbus']"),
            works_on_columbus,
            Ok("Alameda County, CA 2026-10-13T19:00:00Z"),
        );
    }

    #[test]
    fn what_is_wrong_with_a_file_is_named() {
        check(
            "calendar = 'calendars/or.toml'",
            "",
            Err("the configuration FOLDER/calendars/or.toml cannot be read: No such file or directory; check the path"),
        );
        check(
            SHARES,
            "\nclosd = []",
            Err(
                "the configuration FOLDER/calendars/ca.toml, line 2: unknown field `closd`, expected one of `cutoff`, `weekdays`, `holidays`, `holiday_rules`, `weekend_holidays`, `closed`, `open`, `early`, `hours`, `maintenance`; most like it is `closed`",
            ),
        );
        check(
            SHARES,
            "holidays = ['federal', '-columbia']",
            Err(
                "the configuration FOLDER/postrider.toml: county `06001`: of its `calendar` file, `holidays` names `columbia`, which is no federal holiday and in no `holiday_rules`; most like it is `columbus`",
            ),
        );
    }
}
