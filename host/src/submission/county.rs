//! A county as ops describe it: where it is, when its day ends, what its plugin is granted, which logins there are.
#![warn(missing_docs)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{
    Calendar, CalendarConfig, CountyCode, Credentials, HoursConfig, KnownCounty, Maintenance, Weekend, kind_of,
    suggest_field,
};

/// Attempts at one county at a time, at most.
const MAX_CONCURRENCY: u32 = 64;

/// A county, checked.
#[derive(Debug, Clone)]
pub struct County {
    /// Its FIPS code.
    pub code: CountyCode,
    /// What people call it.
    pub name: String,
    /// When its day ends.
    pub calendar: Calendar,
    /// Attempts at a time.
    pub concurrency: u32,
    /// What its plugin may reach and see.
    pub grant: Grant,
    /// Logins at its site.
    pub credentials: Credentials,
    /// Host names that lead to an address of ops' choice, whatever DNS says.
    pub resolve: BTreeMap<String, SocketAddr>,
    /// Whom its site is trusted by over https, and what it is shown.
    pub tls: TlsFiles,
    /// What follows where its site is not what its release is known to fit.
    pub on_drift: OnDrift,
}

/// What follows from a difference of a site by which something else could arrive than the application says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDrift {
    /// Nothing is sent, and the county's work waits.
    #[default]
    Hold,
    /// It is said, and the attempt goes on.
    Note,
}

/// Files in PEM by which a county's site is known over https, and by which it knows this host. Relative to the configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsFiles {
    /// Certificates that are trusted beside the platform's, and lists of revoked ones.
    pub roots: Option<PathBuf>,
    /// What this host shows a site that asks for it, with what leads to its authority.
    pub client_certificate: Option<PathBuf>,
    /// Its key, for its owner alone.
    pub client_key: Option<PathBuf>,
}

/// What ops let a county's plugin reach and see.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Origins: `https://apply.county.example`.
    pub origins: Vec<String>,
    /// Paths that may be typed into the county's form: `*`, `home.*`, `household[].name.first`.
    #[serde(default = "everything")]
    pub fill: Vec<String>,
    /// Paths whose text the plugin may read, beyond amounts, choices and booleans.
    #[serde(default)]
    pub read: Vec<String>,
    /// Whether its pages may open the WebSockets that the manifest declares. What goes over them is seen by nobody.
    #[serde(default)]
    pub sockets: bool,
}

impl Grant {
    /// Whether a path pattern of a manifest is among the patterns granted.
    pub fn covers(granted: &[String], path: &str) -> bool {
        granted.iter().any(|grant| match grant.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => grant == path,
        })
    }
}

fn everything() -> Vec<String> {
    vec!["*".to_owned()]
}

/// One `[[county]]` of the configuration file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountyConfig {
    /// Five-digit FIPS code.
    pub code: String,
    /// What people call it; as the table of counties has it where nothing says it.
    pub name: Option<String>,
    /// IANA time zone: `America/Los_Angeles`; likewise.
    pub zone: Option<String>,
    /// A file with what its calendar shares with others: the keys from `cutoff` to `maintenance`. What stands here counts before it.
    pub calendar: Option<PathBuf>,
    /// See [`CalendarConfig`], as all from here to `maintenance`.
    pub cutoff: Option<Time>,
    /// On which weekdays it works.
    pub weekdays: Option<Vec<String>>,
    /// Which holidays it keeps.
    pub holidays: Option<Vec<String>>,
    /// Holidays of its own.
    #[serde(default)]
    pub holiday_rules: BTreeMap<String, String>,
    /// On which day it keeps one that falls on a weekend.
    pub weekend_holidays: Option<Weekend>,
    /// Days on which it is closed.
    #[serde(default)]
    pub closed: Vec<Date>,
    /// Days on which it works all the same.
    #[serde(default)]
    pub open: Vec<Date>,
    /// Days that end earlier.
    #[serde(default)]
    pub early: BTreeMap<Date, Time>,
    /// When its site may be worked on.
    pub hours: Option<HoursConfig>,
    /// When its site is away, announced.
    #[serde(default)]
    pub maintenance: Vec<Maintenance>,
    /// Attempts at a time; credentials may allow fewer.
    #[serde(default = "one")]
    pub concurrency: u32,
    /// What its plugin may reach and see.
    pub grant: Grant,
    /// Logins by credential name, account and part.
    #[serde(default)]
    pub credentials: Credentials,
    /// Host names that lead elsewhere than DNS says, as `name = "127.0.0.1:8080"`.
    #[serde(default)]
    pub resolve: BTreeMap<String, SocketAddr>,
    /// Whom its site is trusted by over https, and what it is shown.
    #[serde(default)]
    pub tls: TlsFiles,
    /// What follows where its site is not what its release is known to fit.
    #[serde(default)]
    pub on_drift: OnDrift,
}

fn one() -> u32 {
    1
}

/// Why a `[[county]]` cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("county `{county}`: {problem}")]
pub struct InvalidCounty {
    /// Its code as written.
    pub county: String,
    /// What is wrong.
    pub problem: String,
}

/// What a county's calendar says beside the file that it names.
#[derive(Debug, Clone)]
pub struct SharedCalendar {
    /// The file, as it is named.
    pub file: PathBuf,
    zone: TimeZone,
    own: CalendarConfig,
}

impl SharedCalendar {
    /// The calendar, with what the file says; an error names the key that cannot be right.
    pub fn with(&self, file: CalendarConfig) -> Result<Calendar, String> {
        self.own.clone().calendar(self.zone.clone(), Some(file))
    }
}

impl TryFrom<CountyConfig> for County {
    type Error = InvalidCounty;

    /// Of a county that names no calendar file.
    fn try_from(config: CountyConfig) -> Result<Self, InvalidCounty> {
        match Self::new(config)? {
            (county, None) => Ok(county),
            (county, Some(_)) => {
                let problem =
                    "its `calendar` file was not read with it: that is a fault of the host, tell its developers";
                Err(InvalidCounty { county: county.code.to_string(), problem: problem.to_owned() })
            }
        }
    }
}

impl County {
    /// A county as it is written. Where it names a calendar file, its calendar is the usual one until that is read, and what it takes is
    /// given with it.
    pub fn new(config: CountyConfig) -> Result<(Self, Option<SharedCalendar>), InvalidCounty> {
        let written: String = config.code.chars().take(16).collect();
        let fail = |problem: String| InvalidCounty { county: written.clone(), problem };
        let code = config.code.parse::<CountyCode>().map_err(|error| fail(error.to_string()))?;
        let known = KnownCounty::of(&code);
        let missing = |key: &str| {
            fail(format!(
                "`{key}` is missing, and the table of counties does not have this code: correct the code, or say `name` and `zone`"
            ))
        };
        let name = config.name.or_else(|| known.map(KnownCounty::name_and_state)).ok_or_else(|| missing("name"))?;
        let zone = config.zone.as_deref().or(known.map(|known| known.zone)).ok_or_else(|| missing("zone"))?;
        let zone =
            TimeZone::get(zone).map_err(|_| fail(format!("`zone` must be an IANA time zone; `{zone}` is none")))?;
        let own = CalendarConfig {
            cutoff: config.cutoff,
            weekdays: config.weekdays,
            holidays: config.holidays,
            holiday_rules: config.holiday_rules,
            weekend_holidays: config.weekend_holidays,
            closed: config.closed,
            open: config.open,
            early: config.early,
            hours: config.hours,
            maintenance: config.maintenance,
        };
        let shared = config.calendar.map(|file| SharedCalendar { file, zone: zone.clone(), own: own.clone() });
        let own = if shared.is_some() { CalendarConfig::default() } else { own };
        let calendar = own.calendar(zone, None).map_err(fail)?;
        if !(1..=MAX_CONCURRENCY).contains(&config.concurrency) {
            return Err(fail(format!("`concurrency` must be 1 to {MAX_CONCURRENCY}, not {}", config.concurrency)));
        }
        if config.grant.origins.is_empty() {
            return Err(fail("`grant.origins` must name at least one origin".to_owned()));
        }
        for (list, paths) in [("grant.fill", &config.grant.fill), ("grant.read", &config.grant.read)] {
            if let Some(path) = paths.iter().find(|path| !path.ends_with('*') && kind_of(path).is_none()) {
                let meant = suggest_field(path).map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
                return Err(fail(format!("`{list}`: an application has no field `{path}`{meant}")));
            }
        }
        let county = Self {
            code,
            name,
            calendar,
            concurrency: config.concurrency,
            grant: config.grant,
            credentials: config.credentials,
            resolve: config.resolve,
            tls: config.tls,
            on_drift: config.on_drift,
        };
        Ok((county, shared))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_cover_by_name_or_by_beginning() {
        let granted = ["home.*".to_owned(), "applicant.ssn".to_owned()];
        assert!(Grant::covers(&granted, "home.line1") && Grant::covers(&granted, "applicant.ssn"));
        assert!(!Grant::covers(&granted, "applicant.name.first") && !Grant::covers(&granted, "homes"));
    }

    #[test]
    fn what_the_table_knows_need_not_be_said() {
        #[track_caller]
        fn check(written: &str, expect: Result<(&str, &str), &str>) {
            let county =
                toml::from_str::<CountyConfig>(&format!("{written}\ngrant.origins=['http://a.test']")).unwrap();
            let county = County::try_from(county).map_err(|error| error.to_string());
            let said = county.as_ref().map(|county| (county.name.as_str(), county.calendar.zone.iana_name().unwrap()));
            assert_eq!(said.map_err(String::as_str), expect);
        }
        check("code='41045'", Ok(("Malheur County, OR", "America/Boise")));
        check("code='41045'\nname='Malheur'\nzone='America/Los_Angeles'", Ok(("Malheur", "America/Los_Angeles")));
        check("code='99001'\nname='Alder'\nzone='UTC'", Ok(("Alder", "UTC")));
        let missing = |key: &str| {
            format!(
                "county `99001`: `{key}` is missing, and the table of counties does not have this code: correct the code, or say `name` and `zone`"
            )
        };
        check("code='99001'\nzone='UTC'", Err(&missing("name")));
        check("code='99001'\nname='Alder'", Err(&missing("zone")));
    }

    #[test]
    fn what_cannot_be_right_is_named() {
        #[track_caller]
        fn check(zone: &str, more: &str, expect: &str) {
            let text = format!("code='99001'\nname='A'\nzone='{zone}'\ngrant.origins=['http://a.test']\n{more}");
            let error = County::try_from(toml::from_str::<CountyConfig>(&text).unwrap()).unwrap_err().to_string();
            assert_eq!(error, format!("county `99001`: {expect}"));
        }
        check("Mars/Olympus", "", "`zone` must be an IANA time zone; `Mars/Olympus` is none");
        check(
            "UTC",
            "grant.read=['finances.*', 'signature.signed_at']",
            "`grant.read`: an application has no field `signature.signed_at`; most like it is `signature.signed_on`",
        );
    }
}
