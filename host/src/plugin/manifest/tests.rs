//! What a manifest is refused for, each by its entry and line; and what its county has to grant.

mod requests;

use super::*;
use crate::submission::{County, CountyConfig};

const GOOD: &str = r#"county = "99001"
name = "Alder"
version = "1.0.0"
interface = "postrider:county@1.0.0"
origins = ["http://alder.test"]
zone = "America/Los_Angeles"
browsers = ["firefox"]
submits = [{ path = "/submit" }, { button = "Send" }]
[fields]
fill = [
    "applicant.name.first",
    "household[].ssn",
]
required = ["household[].ssn"]
[credentials.worker]
parts = ["user", "password"]
sessions = 1
[pace]
spacing_ms = 0
[hours]
open = ["06:00-23:00"]
[limits]
seconds = 300
"#;

#[track_caller]
fn check(from: &str, to: &str, expect: &str) {
    assert!(GOOD.contains(from), "the manifest has no {from}");
    let said = match Manifest::parse(GOOD.replacen(from, to, 1).as_bytes()) {
        Ok(_) => "fine".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, format!("{}{expect}", if expect == "fine" { "" } else { "the manifest" }));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line_and_the_nearest_key() {
    check("", "", "fine");
    check(
        "zone =",
        "zon = 1\nzone =",
        ", line 6: unknown field `zon`, expected one of `county`, `name`, `version`, `interface`, `origins`, `zone`, `browsers`, `submits`, `steps`, `unknown_requests`, `fields`, `credentials`, `pace`, `hours`, `limits`, `ignored_controls`, `look_up`, `settling_seconds`; most like it is `zone`",
    );
    check(
        "required =",
        "requires =",
        ", line 14: unknown field `requires`, expected one of `fill`, `read`, `required`; most like it is `required`",
    );
    check(
        "button =",
        "buton =",
        ", line 8: unknown field `buton`, expected one of `path`, `method`, `body`, `button`, `socket`, `contains`; most like it is `button`",
    );
    check("spacing_ms = 0", "spacing_ms = \"a second\"", ", line 19: invalid type: string \"a second\", expected u32");
    check("seconds = 300", "seconds = 300\nseconds = 1", ", line 24: duplicate key");
    for window in ["06:00-25:00", "noon", "06:00-06:00"] {
        check(
            "06:00-23:00",
            window,
            &format!(
                ", line 21: `{window}` is no window of the day: write it as `06:00-23:00`; `24:00` is the day's end"
            ),
        );
    }
    let large = format!("{GOOD}#{}", " ".repeat(MAX_MANIFEST_BYTES));
    let said = Manifest::parse(large.as_bytes()).unwrap_err().to_string();
    assert_eq!(said, "the manifest cannot be read: it is larger than 65536 bytes");
}

#[test]
fn words_that_cannot_be_right_are_refused() {
    check("\"99001\"", "\"x\"", "'s `county`, line 1: `x` is not a county's FIPS code (five digits)");
    check("\"Alder\"", "\" \"", "'s `name`, line 2: must not be empty");
    check("\"Alder\"", &format!("\"{}\"", "a".repeat(101)), "'s `name`, line 2: is longer than 100 characters");
    check("\"Alder\"", "\"Al\\nder\"", "'s `name`, line 2: must be one line");
    check(
        "\"1.0.0\"",
        "\"1.0\"",
        "'s `version`, line 3: must be a semantic version like 1.2.0 of at most 64 characters, not `1.0`",
    );
    let long = format!("1.0.0-{}", "a".repeat(59));
    check(
        "\"1.0.0\"",
        &format!("\"{long}\""),
        &format!(
            "'s `version`, line 3: must be a semantic version like 1.2.0 of at most 64 characters, not `{}`",
            &long[..64]
        ),
    );
    check(
        "@1.0.0",
        "@2.0.0",
        "'s `interface`, line 4: this host speaks postrider:county@1.0.0, not `postrider:county@2.0.0`",
    );
    check("America/Los_Angeles", "Mars/Olympus", "'s `zone`, line 6: `Mars/Olympus` is no IANA time zone");
    check("[\"firefox\"]", "[\"firefux\"]", "'s `browsers`, line 7: `firefux` is none of firefox and chromium");
    check("[\"firefox\"]", "[\"firefox\", \"firefox\"]", "'s `browsers`, line 7: stands in it twice");
}

#[test]
fn what_is_reached_and_what_submits_has_its_form() {
    check("[\"http://alder.test\"]", "[]", "'s `origins`, line 5: must name at least one");
    check(
        "http://alder.test",
        "alder.test/apply",
        "'s `origins`, line 5: `alder.test/apply` is no origin: write scheme and host, as `https://apply.oak.gov`",
    );
    check(
        "[\"http://alder.test\"]",
        "[\n\"http://alder.test\",\n\"http://alder.test\"]",
        "'s `origins`, line 7: stands in it twice",
    );
    check(
        "[{ path = \"/submit\" }, { button = \"Send\" }]",
        "[]",
        "'s `submits`, line 8: must name what submits: a `path`, a `button`, a `socket`, or several",
    );
    check(
        "\"/submit\"",
        "\"http://alder.test/submit?x=1\"",
        "'s `submits.path`, line 8: `http://alder.test/submit?x=1` is a whole address: write its path alone, `/submit?x=1`",
    );
    check(
        "\"/submit\"",
        "\"submit\"",
        "'s `submits.path`, line 8: `submit` must begin with `/`: the path of the request",
    );
    check(
        "\"/submit\"",
        "\"/submit?step=2\"",
        "'s `submits.path`, line 8: `/submit?step=2` has a query: write the path alone, `/submit`",
    );
    check("\"/submit\"", "\"/cases/*/send\"", "fine");
    check(
        "\"/submit\"",
        "\"/sub mit\"",
        "'s `submits.path`, line 8: `/sub mit` is no path of at most 2000 characters without spaces",
    );
    let (most, more) = (format!("/{}", "a".repeat(1_999)), format!("/{}", "a".repeat(2_000)));
    check("\"/submit\"", &format!("\"{most}\""), "fine");
    check(
        "\"/submit\"",
        &format!("\"{more}\""),
        &format!("'s `submits.path`, line 8: `{}` is no path of at most 2000 characters without spaces", &more[..64]),
    );
    let many: String = (0..499).map(|number| format!("{{ button = \"{number}\" }}, ")).collect();
    check("{ button = \"Send\" }", many.trim_end_matches(", "), "fine");
    check(
        "{ button = \"Send\" }",
        &format!("{many}{{ button = \"Send\" }}"),
        "'s `submits`, line 8: lists more than 500",
    );
    check("\"Send\"", "\"\"", "'s `submits.button`, line 8: must not be empty");
    check("{ button = \"Send\" }", "{ path = \"/submit\" }", "'s `submits`, line 8: stands in it twice");
}

#[test]
fn fields_are_those_of_an_application_once_each() {
    check(
        "applicant.name.first",
        "applicant.name.frist",
        "'s `fields.fill`, line 11: an application has no field `applicant.name.frist`; most like it is `applicant.name.first`",
    );
    check(
        "    \"household[].ssn\"",
        "    \"household[0].ssn\"",
        "'s `fields.fill`, line 12: `household[0].ssn` names one of many: write `household[].ssn`, for each",
    );
    check(
        "    \"household[].ssn\",",
        "    \"household[].ssn\",\n    \"applicant.name.first\"",
        "'s `fields.fill`, line 13: `applicant.name.first` stands in it twice",
    );
    check(
        "required = [\"household[].ssn\"]",
        "required = [\"notes\"]",
        "'s `fields.required`, line 14: `notes` is not in `fields.fill`, so it can never be placed: add it there",
    );
    check(
        "required = [\"household[].ssn\"]",
        &format!("read = [{}]", "\"notes\", ".repeat(501)),
        "'s `fields.read`, line 14: lists more than 500",
    );
}

#[test]
fn credentials_and_numbers_are_in_their_bounds() {
    check(
        "[\"user\", \"password\"]",
        "[]",
        "'s `credentials.worker.parts`, line 16: must name its parts: `parts = [\"user\", \"password\"]`",
    );
    check("\"password\"", "\"\"", "'s `credentials.worker.parts`, line 16: must not be empty");
    check("\"password\"", "\"user\"", "'s `credentials.worker.parts`, line 16: `user` stands in it twice");
    check("sessions = 1", "sessions = 0", "'s `credentials.worker.sessions`, line 17: must be 1 to 64, not 0");
    check(
        "\"user\", \"password\"]",
        "\"user\"]\nhttp_auth = \"http://alder.test\"",
        "'s `credentials.worker.http_auth`, line 17: needs the part `password`",
    );
    check(
        "sessions = 1",
        "http_auth = \"http://birch.test\"",
        "'s `credentials.worker.http_auth`, line 17: http://birch.test is not in `origins`",
    );
    let elsewhere = "sign_out = \"http://birch.test/logout\"";
    check("sessions = 1", elsewhere, "'s `credentials.worker.sign_out`, line 17: is no address on one of `origins`");
    for more in ["http://alder.test/logout?a=1", "http://alder.test/logout#a", "http://a:b@alder.test/logout"] {
        let problem = "'s `credentials.worker.sign_out`, line 17: has a user, a query or a fragment in it: write the address of a page alone";
        check("sessions = 1", &format!("sign_out = \"{more}\""), problem);
    }
    let problem = "'s `credentials.worker.cool_down_seconds`, line 17: must be 0 to 3600, not 3601";
    check("sessions = 1", "cool_down_seconds = 3601", problem);
    check(
        "interface =",
        "settling_seconds = 3601\ninterface =",
        "'s `settling_seconds`, line 4: must be 1 to 3600, not 3601",
    );
    check("spacing_ms = 0", "spacing_ms = 3600001", "'s `pace.spacing_ms`, line 19: must be 0 to 3600000, not 3600001");
    check("seconds = 300", "seconds = 901", "'s `limits.seconds`, line 23: must be 1 to 900, not 901");
    check("seconds = 300", "actions = 0", "'s `limits.actions`, line 23: must be 1 to 2000, not 0");
    check("seconds = 300", "memory_mib = 4096", "'s `limits.memory_mib`, line 23: must be 1 to 64, not 4096");
}

#[test]
fn what_is_not_granted_is_named_by_both_its_lists() {
    let manifest = Manifest::parse(GOOD.as_bytes()).unwrap();
    #[track_caller]
    fn check(manifest: &Manifest, county: &str, expect: &[&str]) {
        let county: CountyConfig = toml::from_str(county).unwrap();
        assert_eq!(manifest.differences(&County::try_from(county).unwrap()), expect);
    }
    let county = "code = '99001'\nname = 'Alder'\nzone = 'America/Los_Angeles'\n";
    let account = "credentials.worker.first = { user = 'u', password = 'p' }\n";
    check(&manifest, &format!("{county}{account}grant.origins = ['http://alder.test']"), &[]);
    check(
        &manifest,
        "code = '99001'\nname = 'Alder'\nzone = 'UTC'\ngrant.origins = ['http://birch.test']\ngrant.fill = ['applicant.*']",
        &[
            "`zone`: the manifest says America/Los_Angeles, the county's configuration UTC",
            "http://alder.test of the manifest's `origins` is not granted: it is not in the county's `grant.origins`",
            "household[].ssn of the manifest's `fields.fill` is not granted: it is not in the county's `grant.fill`",
            "the manifest's credential `worker` has no account: add `[county.credentials.worker.ACCOUNT]` with user, password",
        ],
    );
    check(
        &manifest,
        &format!("{county}grant.origins = ['http://alder.test']\ncredentials.worker.first = {{ user = 'u' }}"),
        &["the manifest's credential `worker` has the parts user, password, and account `first` lacks `password`"],
    );
}
