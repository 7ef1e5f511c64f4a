//! The file that counties share a calendar in (`calendar`): the dates of a state, mostly.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::bounded_file;
use super::references::{Places, Trust};
use super::written::line_of;
use crate::file_error::FileAction;
use crate::submission::{Calendar, CalendarConfig, SharedCalendar};

/// Bytes of one file.
const MAX_CALENDAR_BYTES: u64 = 256 << 10;

/// A county's calendar, with what its file says; what that holds goes into the digest.
pub(super) fn read(
    shared: &SharedCalendar,
    places: &Places,
    trust: Trust,
    digest: &mut Sha256,
) -> Result<Calendar, String> {
    if trust == Trust::Command {
        return Err("a county that is set by command names no files of a host's: say here what stands there".to_owned());
    }
    let path = places.base.join(&shared.file);
    let text = whole(&path)?;
    digest.update(Sha256::digest(&text));
    let file: CalendarConfig = toml::from_str(&text).map_err(|error| {
        let (line, message) = line_of(&text, &error);
        format!("{}, line {line}: {message}", path.display())
    })?;
    shared.with(file)
}

fn whole(path: &Path) -> Result<String, String> {
    let failed = |error| FileAction::Read.failed(path)(error).to_string();
    bounded_file::read(path, MAX_CALENDAR_BYTES)
        .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::counties::Written;

    /// What a county with this calendar file is, or why it is none.
    #[track_caller]
    fn check(county: &str, calendar: &str, trust: Trust, expect: Result<&str, &str>) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("calendars")).unwrap();
        fs::write(folder.path().join("calendars/ca.toml"), calendar).unwrap();
        let text = format!("code = '06001'\ngrant.origins = ['http://a.test']\n{county}");
        let base = folder.path().to_owned();
        let places = Places { secrets: base.clone(), base, variables: |_| None };
        let resolved = Written::one(&text).unwrap().resolve(&places, trust);
        let after = "2026-10-09T20:00:00Z".parse().unwrap();
        let said = resolved.map(|resolved| resolved.served.calendar.next_cutoff(after).0.to_string());
        let said = said.map_err(|error| error.to_string().replace(&folder.path().display().to_string(), "FOLDER"));
        assert_eq!(said.as_deref().map_err(String::as_str), expect);
    }

    const SHARES: &str = "calendar = 'calendars/ca.toml'";

    #[test]
    fn counties_share_a_file_and_say_what_differs() {
        let check = |county: &str, calendar, expect| check(county, calendar, Trust::Files, Ok(expect));
        check(SHARES, "cutoff = '16:00:00'", "2026-10-09T23:00:00Z");
        check(&format!("{SHARES}\ncutoff = '12:00:00'"), "cutoff = '16:00:00'", "2026-10-13T19:00:00Z");
        let works_on_columbus = "cutoff = '12:00:00'\nholidays = ['federal', '-columbus']";
        check(SHARES, works_on_columbus, "2026-10-12T19:00:00Z");
        let own = format!("{SHARES}\nholidays = ['calendar', 'columbus']");
        check(&own, works_on_columbus, "2026-10-13T19:00:00Z");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_named() {
        let check = |county, calendar, trust, expect| check(county, calendar, trust, Err(expect));
        check(
            "calendar = 'calendars/or.toml'",
            "",
            Trust::Files,
            "county `06001`: `calendar`: FOLDER/calendars/or.toml cannot be read: No such file or directory; check the path",
        );
        check(
            SHARES,
            "\nclosd = []",
            Trust::Files,
            "county `06001`: `calendar`: FOLDER/calendars/ca.toml, line 2: unknown field `closd`, expected one of `cutoff`, `weekdays`, `holidays`, `holiday_rules`, `weekend_holidays`, `closed`, `open`, `early`, `hours`, `maintenance`; most like it is `closed`",
        );
        check(
            SHARES,
            "holidays = ['federal', '-columbia']",
            Trust::Files,
            "county `06001`: `calendar`: of its `calendar` file, `holidays` names `columbia`, which is no federal holiday and in no `holiday_rules`; most like it is `columbus`",
        );
        check(
            SHARES,
            "",
            Trust::Command,
            "county `06001`: `calendar`: a county that is set by command names no files of a host's: say here what stands there",
        );
    }
}
